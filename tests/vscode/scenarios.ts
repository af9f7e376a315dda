import type { Scenario } from './scenario.ts';
import { ATTACH_TO_SAM } from './scenarios/attach-to-sam.ts';
import { DEBUG_TERMINAL } from './scenarios/debug-terminal.ts';
import { CONDITIONS_AND_LOGPOINTS, PLAIN_BREAKPOINTS, SAME_SAMPLE_TWICE } from './scenarios/one-photo.ts';
import { COUNTS_AND_LOGS, STEP_TWICE } from './scenarios/one-step.ts';
import { EDIT_WHILE_RUNNING, WHAT_HANDLERS_SAY } from './scenarios/run-everything.ts';
import { STOP_AT_A_STATE } from './scenarios/state.ts';
import { TESTS_TWICE } from './scenarios/tests-in-file.ts';

/** Everything that is driven, in this order. */
export const SCENARIOS: Scenario[] = [
  PLAIN_BREAKPOINTS,
  CONDITIONS_AND_LOGPOINTS,
  SAME_SAMPLE_TWICE,
  STOP_AT_A_STATE,
  EDIT_WHILE_RUNNING,
  WHAT_HANDLERS_SAY,
  STEP_TWICE,
  COUNTS_AND_LOGS,
  DEBUG_TERMINAL,
  TESTS_TWICE,
  ATTACH_TO_SAM,
];
