// What a rider is told to do, line by line: of reasons that may be told, and of no others.

import type { FindingCause } from './judgement.ts';
import type { RiderTexts } from './rider-texts.en.ts';

/** As much of a finding as its advice depends on. */
export interface AdvisedFinding {
  code: string;
  because?: FindingCause;
}

/** One line for each reason that is told, in their order; the general one when there is none. */
export function adviceLines(
  reasons: readonly string[],
  findings: readonly AdvisedFinding[],
  texts: RiderTexts,
): string[] {
  const lines = reasons.flatMap((code) => adviceOn(code, findings, texts));
  return lines.length > 0 ? lines : [texts.generalAdvice];
}

interface Told {
  advice: string;
  adviceBecause?: Readonly<Partial<Record<FindingCause, string>>>;
}

// Reasons of fraud and policy have no text at all: nothing of them can be told.
function adviceOn(code: string, findings: readonly AdvisedFinding[], { told }: RiderTexts): string[] {
  const words: Told | undefined = Object.hasOwn(told, code) ? told[code as keyof typeof told] : undefined;
  if (!words) return [];
  const because = findings.find((each) => each.code === code && each.because !== undefined)?.because;
  return [(because && words.adviceBecause?.[because]) ?? words.advice];
}
