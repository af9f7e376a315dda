// The two engines behind one interface: this project's, and aws-local-stepfunctions, the best known one on npm.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import jsonata from 'jsonata';
import { realClock } from '../../packages/states-language/src/clock.ts';
import { parseStateMachine } from '../../packages/states-language/src/definition.ts';
import type { HistoryEvent } from '../../packages/states-language/src/history.ts';
import { runStateMachine } from '../../packages/states-language/src/run.ts';
import type { Machine } from './machines.ts';

/** Reads a definition; gives what runs it once. Tasks give back their input. An execution that fails is an error. */
export type Engine = (definition: Machine) => (input: unknown) => Promise<unknown>;

/** This project's engine, with the whole history kept until the execution ends. */
export const ours: Engine = (definition) =>
  running(definition, () => {
    const history: HistoryEvent[] = [];
    return (event) => void history.push(event);
  });

/** This project's engine alone: what its host would keep is made and let go. */
export const oursWithoutHistory: Engine = (definition) => running(definition, () => () => {});

function running(definition: Machine, newHistory: () => (event: HistoryEvent) => void): ReturnType<Engine> {
  const machine = parseStateMachine(definition);
  const clock = realClock();
  return async (input) => {
    const execution = {
      input,
      id: 'arn:aws:states:us-east-1:123456789012:execution:machine:run',
      name: 'run',
      roleArn: 'arn:aws:iam::123456789012:role/machine',
      startTime: clock.now(),
      redriveCount: 0,
      stateMachine: { id: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine', name: 'machine' },
    };
    const outcome = await runStateMachine(machine, execution, {
      clock,
      invoke: async (task) => task.input,
      emit: newHistory(),
    });
    if (outcome.status !== 'SUCCEEDED') throw new Error(`${outcome.status}: ${outcome.cause}`);
    return outcome.output;
  };
}

/** No engine: jsonata evaluates each state's expressions, compiled once, one state after the other. */
export const bareJsonata: Engine = (definition) => {
  const outputs = Object.values(definition.States).map((state) =>
    Object.entries((state as { Output: Record<string, string> }).Output).map(
      ([name, text]) => [name, jsonata(text.slice('{%'.length, -'%}'.length))] as const,
    ),
  );
  return async (input) => {
    let flowing = input;
    for (const output of outputs) {
      const next: Record<string, unknown> = {};
      for (const [name, expression] of output)
        next[name] = await expression.evaluate(undefined, { states: { input: flowing } });
      flowing = next;
    }
    return flowing;
  };
};

const FOLDER = import.meta.dirname;
const PACKAGE = path.join(FOLDER, 'node_modules/aws-local-stepfunctions');

interface Reference {
  StateMachine: new (
    definition: Machine,
    options: { validationOptions: { noValidate: boolean } },
  ) => { run(input: unknown, options: object): { result: Promise<unknown> } };
}

/** Loads the reference, installing it beside this file on first use. */
export async function loadReference(): Promise<Engine> {
  if (!existsSync(PACKAGE)) install();
  const entry = pathToFileURL(path.join(PACKAGE, 'build/main.node.esm.js')).href;
  const { StateMachine } = (await import(entry)) as Reference;
  return (definition) => {
    // Its validation is slow on long machines, and no part of running them.
    const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
    const taskResourceLocalHandlers = Object.fromEntries(
      Object.keys(definition.States).map((name) => [name, async (input: unknown) => input]),
    );
    const options = { overrides: { taskResourceLocalHandlers } };
    return (input) => machine.run(input, options).result;
  };
}

function install(): void {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    cwd: FOLDER,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
