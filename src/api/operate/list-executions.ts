import { listExecutions as list } from '../../adapters/executions.ts';
import { invalidRequest } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { ExecutionPage, ExecutionQuery } from '../schemas/operate.ts';

export const listExecutions = defineRoute({
  route: 'GET /v1/executions',
  summary: 'Executions of one state machine, the newest first',
  audience: 'operator',
  query: ExecutionQuery,
  answers: { 200: ExecutionPage },
  run: async ({ query }) => {
    const body = await list(query.machine, query);
    if (!body) throw invalidRequest([{ pointer: '#/query/after', code: 'unknown' }]);
    return { status: 200, body };
  },
});
