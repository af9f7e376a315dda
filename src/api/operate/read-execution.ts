import { readExecution as read } from '../../adapters/executions.ts';
import { notFound } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { ExecutionInFull, ExecutionParams, OfMachine } from '../schemas/operate.ts';

export const readExecution = defineRoute({
  route: 'GET /v1/executions/{name}',
  summary: 'One execution: its states with times and failures, without inputs and outputs',
  audience: 'operator',
  params: ExecutionParams,
  query: OfMachine,
  answers: { 200: ExecutionInFull },
  problems: { 404: ['not-found'] },
  run: async ({ params, query }) => {
    const execution = await read(query.machine, params.name);
    if (!execution) throw notFound('execution');
    return { status: 200, body: execution };
  },
});
