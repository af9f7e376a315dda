// The history of an execution as memory has it: its last events, and where all of them are written.
import type { HistoryEvent } from 'states-language';
import { resourceParts } from '../../arns.ts';
import { keyOf } from './execution-store.ts';
import type { HistoryPlace } from './shared-histories.ts';

export class KeptHistory implements HistoryPlace {
  readonly arn: string;
  readonly isChild: boolean;
  bursts: HistoryPlace['bursts'];
  isTold = false;
  /** The last ones; so many before them are on disk alone. */
  events: HistoryEvent[] = [];
  before: number;
  hasEnded = false;
  readonly #fileOf: (arn: string) => string;
  #file: string | undefined;

  constructor(
    arn: string,
    fileOf: (arn: string) => string,
    { before, bursts }: { before: number } & Pick<HistoryPlace, 'bursts'>,
  ) {
    this.arn = arn;
    this.isChild = isChild(arn);
    this.bursts = bursts;
    this.before = before;
    this.#fileOf = fileOf;
  }

  /** Most never have it. */
  get file(): string {
    this.#file ??= this.#fileOf(this.arn);
    return this.#file;
  }
}

/** Readable, short, and different for every ARN also where file names ignore case. */
export function historyFileName(arn: string): string {
  const [, machine = '', name = ''] = resourceParts(arn);
  const readable = `${machine}.${name}`.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 120);
  return `${readable}.${keyOf(arn).slice(0, 12)}.jsonl`;
}

/** A child of a map run names its machine as `machine/label`. */
function isChild(arn: string): boolean {
  return resourceParts(arn)[1]?.includes('/') ?? false;
}
