import { noteAct } from '../../adapters/operator-acts.ts';
import { startRecheck } from '../../adapters/recheck-executions.ts';
import { configurationVersion, parseConfiguration } from '../../domain/configuration.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import type { RecheckMode } from '../../domain/recheck.ts';
import { configuration } from '../../shared/config.ts';
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
    if (body.configuration !== undefined) refuseWrong(body.configuration, body.mode);
    await noteAct(caller, { act: `recheck-${body.mode}`, subject: recheckId }, now);
    if (!(await startRecheck(recheckId, body)))
      throw new Problem(409, 'another-recheck', 'A recheck of this id was asked something else');
    return { status: 202 };
  },
});

/** Told at once, and not by an execution that fails. */
function refuseWrong(asked: Record<string, unknown>, mode: RecheckMode): void {
  const version = versionOf(asked);
  if (mode === 'apply' && version !== configurationVersion(configuration()))
    throw new Problem(
      400,
      'wrong-thresholds',
      'apply goes by the thresholds that new photos are judged by: look at the report, deploy them, and then apply',
    );
}

function versionOf(asked: Record<string, unknown>): string {
  try {
    return configurationVersion(parseConfiguration(JSON.stringify(asked)));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new Problem(400, 'wrong-thresholds', error.problems.join('; '));
  }
}
