import { readRecheck as read } from '../../adapters/recheck-executions.ts';
import { notFound } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { Recheck, RecheckParams, RecheckSummary } from '../schemas/recheck.ts';

export const readRecheck = defineRoute({
  route: 'GET /v1/rechecks/{recheckId}',
  summary: 'One recheck: how far it is, and what would change',
  audience: 'operator',
  params: RecheckParams,
  answers: { 200: Recheck },
  problems: { 404: ['not-found'] },
  run: async ({ params: { recheckId } }) => {
    const execution = await read(recheckId);
    if (!execution) throw notFound('recheck');
    const { output, ...told } = execution;
    return { status: 200, body: { ...told, summary: output === null ? null : RecheckSummary.parse(output) } };
  },
});
