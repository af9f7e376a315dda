import { noteAct } from '../../adapters/operator-acts.ts';
import { startRecheck } from '../../adapters/recheck-executions.ts';
import { parseConfiguration } from '../../domain/configuration.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { Problem } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { RecheckAsked, RecheckParams } from '../schemas/recheck.ts';

export const putRecheck = defineRoute({
  route: 'PUT /v1/rechecks/{recheckId}',
  summary: 'Have all answered photos judged by other thresholds',
  audience: 'operator',
  params: RecheckParams,
  body: RecheckAsked,
  answers: { 202: null },
  problems: { 400: ['wrong-thresholds'], 409: ['another-recheck'] },
  run: async ({ params: { recheckId }, body, caller, now }) => {
    if (body.configuration !== undefined) refuseWrong(body.configuration);
    await noteAct(caller, { act: `recheck-${body.mode}`, subject: recheckId }, now);
    if (!(await startRecheck(recheckId, body)))
      throw new Problem(409, 'another-recheck', 'A recheck of this id was asked something else');
    return { status: 202 };
  },
});

/** Told at once, and not by an execution that fails. */
function refuseWrong(configuration: Record<string, unknown>): void {
  try {
    parseConfiguration(JSON.stringify(configuration));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new Problem(400, 'wrong-thresholds', error.problems.join('; '));
  }
}
