// Photos with their answer, made by the rules themselves from measures that are drawn anew for each.

import { parseConfiguration } from '../../src/domain/configuration.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { judgeAgain } from '../../src/domain/judge-again.ts';
import { type Measures, saidIn } from '../../src/domain/measures.ts';
import type { StockLine } from '../../src/domain/recheck.ts';

const RULES = { configuration: parseConfiguration(undefined), rejectionNeedsPerson: true };
const STATUS = { approved: 'approved', retake: 'retake', rejected: 'rejected', review: 'approved' } as const;

/** The photo of this number, as the stock of a recheck has it, and what the rules found; the same for the same number. */
export function judgedPhoto(number: number): { line: StockLine; findings: Finding[] } {
  const measures = measuresOf(number);
  const { verdict, findings } = judgeAgain(measures, RULES);
  measures.said = saidIn(findings);
  const answer = verdict === 'unknown' ? 'review' : verdict;
  const isByPeople = answer === 'review';
  const status = isByPeople && number % 3 === 0 ? 'retake' : STATUS[answer];
  return { line: { photoId: `photo-${number}`, status, isByPeople, measures }, findings };
}

function measuresOf(number: number): Measures {
  const next = drawing(number);
  const between = (low: number, high: number) => Math.round((low + (high - low) * next()) * 100) / 100;
  const unsure = () => ({ value: next() < 0.02, confidence: between(80, 100) });
  const low = Math.floor(between(18, 50));
  const face = {
    boundingBox: { left: 0.3, top: 0.2, width: between(0.2, 0.4), height: between(0.25, 0.6) },
    confidence: between(97, 100),
    pose: { yaw: between(-25, 25), pitch: between(-20, 20), roll: between(-15, 15) },
    quality: { brightness: between(35, 95), sharpness: between(35, 100) },
    sunglasses: unsure(),
    faceOccluded: unsure(),
    eyesOpen: { value: next() > 0.02, confidence: between(80, 100) },
    mouthOpen: unsure(),
    ageRange: { low, high: low + 8 },
  };
  const looked = { image: { width: 1440, height: 1920 }, faces: [face] };
  const facts = {
    type: 'jpeg',
    size: Math.floor(between(2e5, 4e6)),
    width: 3024,
    height: 4032,
    orientation: 1,
    scans: 1,
  };
  const file = { facts };
  const said = {};
  const isRefused =
    judgeAgain({ said, file, ...looked }, RULES).reasons.length > 0 && face.quality.sharpness < 40;
  if (isRefused) return { said, file, ...looked };
  return {
    said,
    file,
    ...looked,
    content: { leastConfidence: 60, labels: [], contentTypes: [] },
    identity: {
      searchPercent: 80,
      sawFace: true,
      othersPercent: next() < 0.05 ? between(80, 95) : null,
      ownPercent: null,
      hasEarlierFace: false,
      blocked: 'off',
    },
    customModel: 'off',
  };
}

/** Numbers between 0 and 1 that follow from the seed (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed + 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
