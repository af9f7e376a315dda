import type { Scenario } from './scenario.ts';
import { ATTACH_TO_SAM } from './scenarios/attach-to-sam.ts';
import { CONDITIONS_AND_LOGPOINTS, PLAIN_BREAKPOINTS, SAME_SAMPLE_TWICE } from './scenarios/one-photo.ts';
import { COUNTS_AND_LOGS, STEP_TWICE } from './scenarios/one-step.ts';
import { EDIT_WHILE_RUNNING, WHAT_HANDLERS_SAY } from './scenarios/run-everything.ts';
import { TESTS_TWICE } from './scenarios/tests-in-file.ts';

/** Everything that is driven, in this order. */
export const SCENARIOS: Scenario[] = [
  PLAIN_BREAKPOINTS,
  CONDITIONS_AND_LOGPOINTS,
  SAME_SAMPLE_TWICE,
  EDIT_WHILE_RUNNING,
  WHAT_HANDLERS_SAY,
  STEP_TWICE,
  COUNTS_AND_LOGS,
  TESTS_TWICE,
  ATTACH_TO_SAM,
];
