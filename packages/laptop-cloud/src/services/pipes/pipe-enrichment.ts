// The step between a pipe's source and its target: a function or an Express machine that is waited for, and whose answer goes
// on in place of what the source gave.
// Source: EventBridge User Guide, "Event enrichment in Amazon EventBridge Pipes".

import { serviceOf } from '../../arns.ts';
import type { Bus } from '../bus.ts';
import { authorizeRole } from '../delivery-rights.ts';
import type { Principal } from '../service.ts';
import { compileTemplate, type PipeContext, type PipeProperties } from './pipe-definition.ts';
import type { PipeRecord } from './pipe-source.ts';

/** What the target gets of a batch; nothing when the answer was empty. Rejects when the enrichment failed. */
export type Enrich = (records: readonly PipeRecord[]) => Promise<readonly unknown[]>;

/** What the pipe's role needs on each kind of enrichment. */
const ACTIONS: Readonly<Record<string, string>> = {
  lambda: 'lambda:InvokeFunction',
  states: 'states:StartSyncExecution',
};

/** The action that the pipe's role needs for its enrichment; undefined for a pipe without one. Throws for other kinds. */
export function enrichmentAction({ Enrichment, EnrichmentParameters }: PipeProperties): string | undefined {
  if (Enrichment === undefined) {
    if (EnrichmentParameters === undefined) return undefined;
    throw new Error('EnrichmentParameters need an Enrichment');
  }
  const service = serviceOf(Enrichment);
  const action = Object.hasOwn(ACTIONS, service) ? ACTIONS[service] : undefined;
  if (action !== undefined) return action;
  throw new Error(
    `Enrichment ${Enrichment}: functions and Express state machines enrich here, not the service ${service}`,
  );
}

/** Compiles the step, authorized as `role` before every batch; undefined for a pipe without one. */
export function compileEnrichment(
  pipe: PipeContext,
  bus: Bus,
  role: () => Principal | undefined,
): Enrich | undefined {
  const { Enrichment, EnrichmentParameters, RoleArn } = pipe.properties;
  const action = enrichmentAction(pipe.properties);
  if (Enrichment === undefined || action === undefined) return undefined;
  const inputFor = compileTemplate(pipe, EnrichmentParameters?.InputTemplate);
  return async (records) => {
    authorizeRole(role(), RoleArn, Enrichment, action);
    const input = `[${records.map(inputFor).join(',')}]`;
    const answer = await bus.deliver(Enrichment, input, {
      parameters: { InvocationType: 'REQUEST_RESPONSE' },
    });
    return eventsIn(answer);
  };
}

/** An empty answer keeps the target from being called; `[{}]` calls it with an empty event. */
function eventsIn(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  if (answer === undefined || answer === null || answer === '') return [];
  return typeof answer === 'object' && Object.keys(answer).length === 0 ? [] : [answer];
}
