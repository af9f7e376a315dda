import { readExecution, redrive } from '../../adapters/executions.ts';
import { noteAct } from '../../adapters/operator-acts.ts';
import { nextName } from '../../domain/again.ts';
import { notFound, Problem } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { ExecutionParams, OfMachine } from '../schemas/operate.ts';

const ENDED_BADLY = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** Sent again while it runs it changes nothing. */
export const redriveExecution = defineRoute({
  route: 'PUT /v1/executions/{name}/redrive',
  summary: 'Let a failed execution go on where it failed',
  audience: 'operator',
  params: ExecutionParams,
  query: OfMachine,
  answers: { 202: null },
  problems: { 404: ['not-found'], 409: ['not-redrivable'] },
  run: async ({ params: { name }, query: { machine }, caller, now }) => {
    const execution = await readExecution(machine, name);
    if (!execution) throw notFound('execution');
    if (execution.status === 'RUNNING') return { status: 202 };
    if (!ENDED_BADLY.includes(execution.status))
      throw new Problem(409, 'not-redrivable', 'Only what ended badly can go on');
    if (execution.error === 'RiderForgotten')
      throw new Problem(409, 'not-redrivable', 'The rider of this photo was forgotten');
    const next = nextName(name);
    if (await readExecution(machine, next))
      throw new Problem(409, 'not-redrivable', `The sweep has started it again: look at ${next}`);
    await noteAct(caller, { act: 'redrive-execution', subject: name, machine }, now);
    // Another request may have been faster.
    if (!(await redrive(machine, name)) && (await readExecution(machine, name))?.status !== 'RUNNING')
      throw new Problem(409, 'not-redrivable', 'Step Functions lets this execution go on no more');
    return { status: 202 };
  },
});
