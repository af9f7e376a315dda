// An answer in words, for a person at a terminal.

import type { Paint, Terminal } from '../terminal.ts';
import type { Answer, AnswerFinding } from './answer.ts';
import { firstLineOf } from './cause.ts';

const HEADLINES: Record<string, { colour: keyof Paint; words: string }> = {
  approved: { colour: 'green', words: 'approved' },
  retake: { colour: 'yellow', words: 'retake: the rider is asked for another photo' },
  expired: { colour: 'yellow', words: 'expired: nobody reviewed it in time' },
  'in-review': { colour: 'magenta', words: 'in review: a person decides' },
  rejected: { colour: 'red', words: 'rejected' },
  discarded: { colour: 'red', words: 'discarded, unlooked at: the rider was forgotten or has not agreed' },
  failed: { colour: 'red', words: 'failed: something broke, the photo is withdrawn' },
};

/** Prints verdict, every reason with measured value and threshold, thumbnails, and what the rider was told. */
export function printAnswer(terminal: Terminal, answer: Answer): void {
  const { paint, line } = terminal;
  const { colour, words } = HEADLINES[answer.status] ?? { colour: 'red', words: answer.status };
  line(`${paint.bold(paint[colour](words))} ${paint.dim(`in ${(answer.durationMs / 1000).toFixed(2)} s`)}`);
  line(`  ${paint.dim('rider')} ${answer.riderId}  ${paint.dim('photo')} ${answer.photoId}`);
  if (answer.fault) line(`  ${paint.red(answer.fault.error)} ${firstLineOf(answer.fault.cause)}`);
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
  for (const { subject, text } of answer.told) {
    line(`  ${paint.dim('rider was told')} ${paint.bold(subject)}`);
    for (const words of text.split('\n')) line(`    ${words}`);
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
