// What Lambda is paid for: the measured time of each invocation, with the laptop's models taken out and Rekognition's usual time put
// in. What is measured is our own share (a busy machine makes it dearer), what is assumed is in tools/simulate/tasks.ts.

import type { AccessLine } from 'laptop-cloud';
import { TASKS } from '../simulate/tasks.ts';
import type { Usage } from './operations.ts';

/** Milliseconds by operation, as Rekognition's users report them. */
const ASSUMED_MS: Readonly<Record<string, number>> = {
  DetectLabels: 450,
  DeleteFaces: 60,
  ...Object.fromEntries(Object.values(TASKS).flatMap(({ call }) => (call ? [[call.api, call.takesMs]] : []))),
};

export interface FunctionTime {
  name: string;
  memoryMb: number;
  /** As the laptop took. */
  measuredMs: number;
  /** With Rekognition's usual time in place of the laptop's. */
  billedMs: number;
}

/** Of all the invocations in these lines; two of one function at a time must not be among them. */
export function functionTimes(lines: readonly AccessLine[]): FunctionTime[] {
  return lines
    .filter(({ service, operation }) => service === 'lambda' && operation === 'Invoke')
    .map((invocation) => {
      const { at, ms = 0, resource: name = '', amounts = {} } = invocation;
      const calls = lines.filter(
        (line) =>
          line.service === 'rekognition' &&
          line.principal?.includes(`-${name}Role`) &&
          line.at >= at - CLOCKS_MS &&
          line.at <= at + ms + CLOCKS_MS,
      );
      const ownMs = Math.max(1, ms - calls.reduce((sum, call) => sum + (call.ms ?? 0), 0));
      const billedMs = calls.reduce((sum, { operation }) => sum + assumedMs(operation), ownMs);
      return { name, memoryMb: amounts['memoryMb'] ?? 0, measuredMs: ms, billedMs: Math.ceil(billedMs) };
    });
}

/** Both ends of a call are rounded. */
const CLOCKS_MS = 2;

function assumedMs(operation: string): number {
  const ms = ASSUMED_MS[operation];
  if (ms === undefined)
    throw new Error(
      `nobody has said how long Rekognition's ${operation} takes: say it in tools/cost/functions.ts`,
    );
  return ms;
}

export function usageOfFunctions(times: readonly FunctionTime[]): Usage[] {
  return times.flatMap(({ name, memoryMb, billedMs }): Usage[] => [
    {
      service: 'lambda',
      what: name,
      amount: (billedMs / 1000) * (memoryMb / 1024),
      price: 'lambdaGbSecondArm64',
    },
    { service: 'lambda', what: 'invocations', amount: 1, price: 'lambdaRequest' },
  ]);
}
