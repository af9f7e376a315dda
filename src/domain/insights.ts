// Small, useful remarks on an approved photo. They speak of light, framing and surroundings:
// never of looks, gender, age or mood, whatever a model may say of them.

import type { FindingCode } from './finding.ts';
import type { DetectedFace, Label } from './photo.ts';
import { SURROUNDINGS } from './surroundings.ts';

export interface Insight {
  code: string;
  text: string;
}

/** What the workflow of an approved photo has shown. */
export interface SeenPhoto {
  face: DetectedFace;
  labels: Label[];
  profile: { preferences?: Record<string, unknown> } | null;
  /** Whether the rider had an approved photo before. */
  isRenewal: boolean;
  /** Reasons of the automatic verdict: any of them means that a person has approved the photo. */
  reasons?: readonly FindingCode[];
}

/** A remark for every measure from `from` up to the next row's; null: nothing worth saying. */
interface Band {
  from: number;
  text: ((shown: number) => string) | null;
}

const LIGHT: readonly Band[] = [
  { from: 0, text: () => 'Your face is a little dark. Next time, turn towards a window or a lamp.' },
  { from: 55, text: () => 'The light on your face is just right.' },
  { from: 86, text: () => 'Your photo is rather bright. Next time, step out of the direct light.' },
];

const FOCUS: readonly Band[] = [
  { from: 0, text: () => 'Your photo is a little soft. Wiping the lens and holding still makes it crisper.' },
  { from: 60, text: null },
  { from: 80, text: () => 'Your photo is pin-sharp, so it looks good at every size.' },
];

const FRAMING: readonly Band[] = [
  {
    from: 0,
    text: (percent) =>
      `Your face fills ${percent} % of the picture's height. A step closer, and it is seen sooner.`,
  },
  {
    from: 30,
    text: (percent) => `Your face fills ${percent} % of the picture's height: easy to recognise at the kerb.`,
  },
  {
    from: 75,
    text: (percent) =>
      `Your face fills ${percent} % of the picture's height. An arm's length away leaves more room.`,
  },
];

const TURN: readonly Band[] = [
  { from: 0, text: null },
  {
    from: 15,
    text: (degrees) => `Your head is turned by about ${degrees} degrees. Straight ahead is recognised best.`,
  },
];

/** Insights in a fixed order, each with a code of its own; none at all for a rider whose preferences say `insights: false`. */
export function createInsights({ face, labels, profile, isRenewal, reasons = [] }: SeenPhoto): Insight[] {
  if (profile?.preferences?.['insights'] === false) return [];
  return [
    ...fromBand('LIGHT', LIGHT, face.quality?.brightness),
    ...fromBand('FOCUS', FOCUS, face.quality?.sharpness),
    ...fromBand('FRAMING', FRAMING, face.boundingBox.height * 100),
    ...fromBand('HEAD_TURN', TURN, face.pose && Math.abs(face.pose.yaw)),
    ...fromHistory(isRenewal),
    ...fromReview(reasons),
    ...fromSurroundings(labels),
  ];
}

function fromBand(code: string, bands: readonly Band[], measured: number | undefined): Insight[] {
  if (measured === undefined) return [];
  const shown = Math.round(measured);
  const text = bands.findLast(({ from }) => shown >= from)?.text;
  return text ? [{ code, text: text(shown) }] : [];
}

function fromHistory(isRenewal: boolean): Insight[] {
  if (!isRenewal) return [];
  return [
    {
      code: 'RENEWAL',
      text: 'This photo replaces your earlier one: from now on, drivers see this one.',
    },
  ];
}

function fromReview(reasons: readonly FindingCode[]): Insight[] {
  if (reasons.length === 0) return [];
  return [
    {
      code: 'CHECKED_BY_A_PERSON',
      text: 'One of our team looked at your photo, so it took a little longer.',
    },
  ];
}

function fromSurroundings(labels: Label[]): Insight[] {
  return SURROUNDINGS.filter(({ names }) =>
    labels.some(({ name, confidence }) => names.includes(name) && confidence >= MIN_LABEL_CONFIDENCE_PERCENT),
  ).map(({ code, text }) => ({ code, text }));
}

const MIN_LABEL_CONFIDENCE_PERCENT = 80;
