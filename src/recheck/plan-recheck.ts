// PlanRecheck: what a recheck has to do, from what its execution was started with; everything may be left out.
// In: { asked, executionName, deployed, rejectionNeedsPerson }, deployed being the Configuration of new photos
// Out: { plan, segments }
// Throws: InvalidInputError, ConfigurationError

import * as z from 'zod/mini';
import { configurationVersion, parseConfiguration } from '../domain/configuration.ts';
import {
  RECHECK_MODES,
  RECHECK_SOURCES,
  type RecheckPlan,
  recheckFolder,
  SEGMENTS,
} from '../domain/recheck.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

const Asked = z.strictObject({
  mode: z._default(z.enum(RECHECK_MODES), 'report'),
  source: z._default(z.enum(RECHECK_SOURCES), 'stored'),
  /** As the template parameter has it, or as an object; that of new photos by default. */
  configuration: z.exactOptional(z.union([z.string(), z.record(z.string(), z.unknown())])),
});
export const Input = eventSchema({
  asked: Asked,
  executionName: z.string(),
  deployed: z.string(),
  rejectionNeedsPerson: z.enum(['on', 'off']),
});

export const handler = defineStep(
  'PlanRecheck',
  Input,
  ({ asked, executionName, deployed, rejectionNeedsPerson }) => {
    const { mode, source, configuration = deployed } = asked;
    const json = typeof configuration === 'string' ? configuration : JSON.stringify(configuration);
    const version = configurationVersion(parseConfiguration(json));
    if (mode === 'apply' && version !== configurationVersion(parseConfiguration(deployed)))
      throw new InvalidInputError(
        'apply goes by the Configuration that new photos are judged by: look at the report, deploy it, and then apply',
      );
    const plan: RecheckPlan = {
      recheckId: executionName,
      mode,
      source,
      configuration: json,
      configurationVersion: version,
      rejectionNeedsPerson,
      folder: recheckFolder(executionName),
    };
    return { plan, segments: SEGMENTS };
  },
);
