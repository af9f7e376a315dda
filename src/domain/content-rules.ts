// What the picture may not show, and whether it is a photograph at all.

import type { Configuration } from './configuration.ts';
import { DRAWN_CONTENT_TYPES } from './content-labels.ts';
import type { Judgement } from './judgement.ts';
import type { Label, ModerationLabel } from './photo.ts';
import { rounded } from './rounded.ts';

/**
 * CONTENT, from the labels of one DetectModerationLabels answer (v7 names, confidences in percent). A finer label counts for every
 * class named in its chain of parents.
 */
export function judgeContent(
  labels: ModerationLabel[],
  { content: { reject, review } }: Configuration,
): Judgement {
  const threshold = `reject >= ${reject.confidence}, review >= ${review.confidence}`;
  const parents = new Map(labels.map(({ name, parentName }) => [name, parentName]));
  const isOf = (label: ModerationLabel, classes: readonly string[]) =>
    chain(label, parents).some((name) => classes.includes(name));
  const rejecting = labels.filter((label) => isOf(label, reject.labels));
  const reviewing = labels.filter((label) => isOf(label, review.labels));
  const failing = rejecting.filter(({ confidence }) => confidence >= reject.confidence);
  const doubtful = reviewing.filter(({ confidence }) => confidence >= review.confidence);
  const status = failing.length > 0 ? 'failed' : doubtful.length > 0 ? 'review' : 'passed';
  const told = status === 'passed' ? [...rejecting, ...reviewing] : [...failing, ...doubtful];
  return { status, measured: list(told, parents), threshold };
}

/** NOT_A_PHOTO, from the content types of the same answer. */
export function judgeContentTypes(
  types: Label[],
  { notAPhoto: { enabled, confidence } }: Configuration,
): Judgement {
  const threshold = `drawn < ${confidence} % sure`;
  if (!enabled) return { status: 'not-applicable', threshold };
  const drawn = types.filter(({ name }) => DRAWN_CONTENT_TYPES.some((type) => type === name));
  const isDrawn = drawn.some((type) => type.confidence >= confidence);
  return { status: isDrawn ? 'review' : 'passed', measured: list(drawn), threshold };
}

/** The label's own name and those of its ancestors; an answer that names itself as ancestor ends the walk. */
function chain({ name, parentName }: ModerationLabel, parents: ReadonlyMap<string, string>): string[] {
  const names = [name];
  let next: string | undefined = parentName;
  while (next && !names.includes(next)) {
    names.push(next);
    next = parents.get(next);
  }
  return names;
}

/** `Explicit > Explicit Nudity 97.31, Alcohol 85`, each label once and under its ancestors; `none` when there is none. */
function list(labels: readonly (Label | ModerationLabel)[], parents?: ReadonlyMap<string, string>): string {
  const texts = labels.map((label) => {
    const path = parents && 'parentName' in label ? chain(label, parents).reverse() : [label.name];
    return `${path.join(' > ')} ${rounded(label.confidence)}`;
  });
  return texts.length === 0 ? 'none' : [...new Set(texts)].join(', ');
}
