import { readExecution as read } from '../../adapters/executions.ts';
import { noteAct } from '../../adapters/operator-acts.ts';
import { invalidRequest, notFound } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { ExecutionInFull, ExecutionInFullQuery, ExecutionParams } from '../schemas/operate.ts';

export const readExecution = defineRoute({
  route: 'GET /v1/executions/{name}',
  summary:
    'One execution: its states with times and failures. With `data=yes` and a reason also what went in and out, which is recorded first',
  audience: 'operator',
  params: ExecutionParams,
  query: ExecutionInFullQuery,
  answers: { 200: ExecutionInFull },
  problems: { 404: ['not-found'] },
  run: async ({ params: { name }, query: { machine, data, reason }, caller, now }) => {
    const isInFull = data === 'yes';
    if (isInFull) {
      if (reason === undefined) throw invalidRequest([{ pointer: '#/query/reason', code: 'missing' }]);
      await noteAct(caller, { act: 'read-execution-data', subject: name, machine, reason }, now);
    }
    const execution = await read(machine, name, isInFull);
    if (!execution) throw notFound('execution');
    return { status: 200, body: execution };
  },
});
