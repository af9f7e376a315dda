// An answer in words, for a person at a terminal. Each line says what happened, and nothing else.

import type { Paint, Terminal } from 'laptop-cloud/cli';
import type { Answer, AnswerFinding } from './answer.ts';
import { firstLineOf } from './cause.ts';
import type { Undone } from './undone.ts';

const COLOURS: Readonly<Record<string, keyof Paint>> = {
  approved: 'green',
  retake: 'yellow',
  expired: 'yellow',
  'in-review': 'magenta',
  processing: 'magenta',
};

/** Prints verdict, every reason with measured value and threshold, thumbnails, and what the rider was sent. */
export function printAnswer(terminal: Terminal, answer: Answer): void {
  const { paint, line } = terminal;
  const colour = answer.fault ? 'red' : (COLOURS[answer.status] ?? 'red');
  line(
    `${paint.bold(paint[colour](headline(answer)))} ${paint.dim(`in ${(answer.durationMs / 1000).toFixed(2)} s`)}`,
  );
  line(`  ${paint.dim('rider')} ${answer.riderId}  ${paint.dim('photo')} ${answer.photoId}`);
  if (answer.fault) {
    const { error, cause, state } = answer.fault;
    line(`  ${state ? `${state} ` : ''}${paint.red(error)} ${firstLineOf(cause)}`);
  }
  for (const words of answer.undone ? describeUndone(answer.undone) : []) line(`  ${words}`);
  const reasons = answer.findings.filter(
    (finding) => answer.reasons.includes(finding.code) && finding.status !== 'passed',
  );
  for (const reason of reasons) line(`  ${describeFinding(reason, paint)}`);
  if (answer.reasons.includes('FACE_TAKEN')) {
    line(
      `  ${paint.dim('This face is another rider\'s on this machine. Same person? Give --rider with that id; or start afresh with "npm run reset".')}`,
    );
  }
  for (const thumbnail of answer.thumbnails) line(`  ${paint.dim('thumbnail')} ${thumbnail}`);
  printTold(terminal, answer);
}

function headline({ status, isRepeat, fault, verdict }: Answer): string {
  if (status === 'failed') return 'failed: something broke';
  if (fault) return `${status}, and then something broke`;
  if (status === 'processing') return 'under way: another execution checks this photo';
  const words = HEADLINES[status] ?? status;
  if (!isRepeat) return words;
  // A mocked answer has no row that says what it was.
  return verdict === null && status === 'claimed before' ? status : `${words} (checked before)`;
}

const HEADLINES: Readonly<Record<string, string>> = {
  expired: 'expired: nobody reviewed it in time',
  'in-review': 'in review: a person decides',
  discarded: 'discarded, unlooked at: the rider was forgotten or has not agreed',
};

function describeUndone({
  photo,
  deletedFaces = 0,
  deletedObjects = 0,
  error,
  wereOperatorsTold,
}: Undone): string[] {
  const gone = [count(deletedFaces, 'face'), count(deletedObjects, 'copy', 'copies')].filter(Boolean);
  const words = {
    nothing: 'nothing had been made of it that would have to be undone',
    withdrawn: `withdrawn: ${gone.length > 0 ? `${gone.join(' and ')} deleted` : 'there was nothing to delete'}`,
    'not withdrawn': error
      ? `not withdrawn: WithdrawPhoto failed with ${error}; a face or copies of it may be left`
      : 'not withdrawn: the execution ended before that; a face or copies of it may be left',
  };
  return [words[photo], wereOperatorsTold ? 'operators were notified' : 'operators were not notified'];
}

function count(number: number, one: string, many = `${one}s`): string {
  return number === 0 ? '' : `${number} ${number === 1 ? one : many}`;
}

function printTold({ paint, line }: Terminal, { told, isRepeat, wasRiderTold }: Answer): void {
  const now = told.filter(({ isEarlier }) => !isEarlier);
  for (const { subject, text } of now) {
    line(`  ${paint.dim('rider was notified')} ${paint.bold(subject)}`);
    for (const words of text.split('\n')) line(`    ${words}`);
  }
  if (wasRiderTold === false) line(`  ${paint.yellow('the rider was not notified: TellRider failed')}`);
  const before = told.filter(({ isEarlier }) => isEarlier).at(-1);
  if (isRepeat && now.length === 0 && before) {
    line(`  ${paint.dim(`checked before; the rider was notified then (${before.at}):`)} ${before.subject}`);
  }
}

/** `SUNGLASSES failed: measured 99.2, wants < 90`. */
export function describeFinding(finding: AnswerFinding, paint: Paint): string {
  const measured = finding.measured === undefined ? '' : ` measured ${finding.measured}`;
  const threshold =
    finding.threshold === undefined ? '' : `${measured ? ',' : ''} wants ${finding.threshold}`;
  const colour = finding.status === 'failed' ? 'red' : 'yellow';
  return `${paint[colour](finding.code)} ${paint.dim(finding.status)}${measured || threshold ? ':' : ''}${measured}${threshold}`;
}
