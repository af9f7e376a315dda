// What a laptop cloud is started with.
import type { Clock } from 'states-language';
import type { AddOn } from './add-on.ts';
import type { FaultRule } from './faults/rule.ts';
import type { StackSource } from './make-stack.ts';
import type { DemoPerson } from './services/cognito/cognito.ts';
import type { MockConfiguration } from './services/stepfunctions/tasks/mock-configuration.ts';

export interface CloudOptions extends StackSource {
  /** Where everything is kept. */
  stateFolder: string;
  /** Where bundles go; inside the state folder by default. */
  buildFolder?: string;
  /** Of a command that ends by itself: no other command works with it. */
  isPrivate?: boolean;
  /** 0 picks a free one. */
  port: number;
  /** Where HTTP APIs and pages answer; 0, the default, picks a free one. Taken only by a stack that has any. */
  webPort?: number;
  /** Lets containers in, at this address of the machine if given. */
  containers?: { address?: string };
  /** Part of the names of resources; `laptop` by default. */
  stackName?: string;
  /** Services beside the laptop cloud's own. */
  services?: readonly AddOn[];
  /** Whom user pools of the template know from the start, beside the template's own users. */
  people?: readonly DemoPerson[];
  /** Time as executions see it; by default the machine's, with patience for a debugger. */
  clock?: Clock;
  /** Rules that can hit nothing are refused. */
  faults?: readonly FaultRule[];
  /** An attached debugger stops when a state of this name is entered; one that is nowhere is refused. */
  stopAt?: string;
  /** The oldest executions that have ended are forgotten at the start, until the others take no more than this on disk. */
  keepBytes?: number;
  /** State machines go by their logical ids in it. */
  mocks?: { configuration: MockConfiguration; testCase: string };
  /** Gets what is worth a line to whoever runs the cloud. */
  log: (line: string) => void;
}
