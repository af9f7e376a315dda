// The measures that are numbers, each on a scale of its own, and where a configuration has its bounds on it.

import type { Configuration } from './configuration.ts';
import type { FindingCode } from './finding.ts';
import type { Measures } from './measures.ts';
import type { Attribute, DetectedFace } from './photo.ts';

export const BINS = 40;

export interface MeasureScale {
  code: FindingCode;
  title: string;
  unit: string;
  /** What lies beyond is counted in the first or the last bin. */
  from: number;
  to: number;
  value(measures: Measures, face: DetectedFace | undefined): number | null | undefined;
  bounds(configuration: Configuration): number[];
}

const PERCENT = { unit: '%', from: 0, to: 100 };
const DEGREES = { unit: '°', from: -90, to: 90 };
const both = ({ review, reject }: { review: number; reject: number }) => [-reject, -review, review, reject];
/** How sure the model is of what is not wanted. */
const sureness = (attribute: Attribute | undefined, unwanted: boolean) =>
  attribute && (attribute.value === unwanted ? attribute.confidence : 100 - attribute.confidence);
const attributeBound = ({ face }: Configuration) => [face.attributeConfidence];

const SCALES = {
  kilobytes: {
    code: 'FILE_SIZE',
    title: 'File size',
    unit: 'kB',
    from: 0,
    to: 20_000,
    value: ({ file }) => file.facts.size / 1000,
    bounds: ({ file }) => [file.minBytes / 1000, file.maxBytes / 1000],
  },
  shortSide: {
    code: 'IMAGE_SIZE',
    title: 'Shorter side',
    unit: 'px',
    from: 0,
    to: 4000,
    value: ({ file: { facts } }) =>
      facts.width === undefined || facts.height === undefined
        ? undefined
        : Math.min(facts.width, facts.height),
    bounds: ({ image }) => [image.minSidePixels],
  },
  faceConfidence: {
    code: 'NO_FACE',
    title: 'A face',
    ...PERCENT,
    value: (_, face) => face?.confidence,
    bounds: ({ face }) => [face.minConfidence],
  },
  faceHeight: {
    code: 'FACE_SIZE',
    title: "Face's part of the height",
    ...PERCENT,
    value: (_, face) => face && face.boundingBox.height * 100,
    bounds: ({ face }) => [face.minHeightPercent],
  },
  yaw: {
    code: 'POSE',
    title: 'Turned aside (yaw)',
    ...DEGREES,
    value: (_, face) => face?.pose?.yaw,
    bounds: ({ face: { pose } }) => both(pose.yaw),
  },
  pitch: {
    code: 'POSE',
    title: 'Looking up or down (pitch)',
    ...DEGREES,
    value: (_, face) => face?.pose?.pitch,
    bounds: ({ face: { pose } }) => [
      -pose.pitch.down.reject,
      -pose.pitch.down.review,
      pose.pitch.up.review,
      pose.pitch.up.reject,
    ],
  },
  roll: {
    code: 'POSE',
    title: 'Tilted (roll)',
    ...DEGREES,
    value: (_, face) => face?.pose?.roll,
    bounds: ({ face: { pose } }) => both(pose.roll),
  },
  sunglasses: {
    code: 'SUNGLASSES',
    title: 'Sunglasses',
    ...PERCENT,
    value: (_, face) => sureness(face?.sunglasses, true),
    bounds: attributeBound,
  },
  covered: {
    code: 'FACE_COVERED',
    title: 'Face covered',
    ...PERCENT,
    value: (_, face) => sureness(face?.faceOccluded, true),
    bounds: attributeBound,
  },
  eyesClosed: {
    code: 'EYES_CLOSED',
    title: 'Eyes closed',
    ...PERCENT,
    value: (_, face) => sureness(face?.eyesOpen, false),
    bounds: attributeBound,
  },
  brightness: {
    code: 'TOO_DARK',
    title: 'Brightness',
    ...PERCENT,
    unit: '',
    value: (_, face) => face?.quality?.brightness,
    bounds: ({ face }) => [face.brightness.min, face.brightness.max],
  },
  sharpness: {
    code: 'BLURRED',
    title: 'Sharpness',
    ...PERCENT,
    unit: '',
    value: (_, face) => face?.quality?.sharpness,
    bounds: ({ face }) => [face.sharpness.min],
  },
  age: {
    code: 'AGE',
    title: 'Estimated age',
    unit: 'years',
    from: 0,
    to: 100,
    value: (_, face) => face?.ageRange && (face.ageRange.low + face.ageRange.high) / 2,
    bounds: ({ age }) => [age.reject, age.review],
  },
  others: {
    code: 'FACE_TAKEN',
    title: 'Similarity to another rider',
    unit: '%',
    from: 60,
    to: 100,
    value: ({ identity }) => identity?.othersPercent,
    bounds: ({ duplicate }) => [duplicate.reviewPercent, duplicate.rejectPercent],
  },
  own: {
    code: 'FACE_CHANGED',
    title: 'Similarity to the earlier photo',
    unit: '%',
    from: 60,
    to: 100,
    value: ({ identity }) => identity?.ownPercent,
    bounds: ({ duplicate }) => [duplicate.sameRiderPercent],
  },
  customScore: {
    code: 'CUSTOM_MODEL',
    title: 'Score of the custom model',
    unit: '',
    from: 0,
    to: 1,
    value: ({ customModel }) => (typeof customModel === 'object' ? customModel.score : undefined),
    bounds: ({ customModel }) => [customModel.reviewScore, customModel.rejectScore],
  },
} as const satisfies Record<string, MeasureScale>;

export type MeasureName = keyof typeof SCALES;
export const MEASURE_SCALES: Readonly<Record<MeasureName, MeasureScale>> = SCALES;
export const MEASURE_NAMES = Object.keys(SCALES) as MeasureName[];

/** The bin of every measure that a photo has. */
export function binsOf(measures: Measures): [MeasureName, number][] {
  const face = measures.faces?.[0];
  return MEASURE_NAMES.flatMap((name): [MeasureName, number][] => {
    const { from, to, value } = MEASURE_SCALES[name];
    const seen = value(measures, face);
    if (seen === null || seen === undefined) return [];
    const at = Math.floor(((seen - from) / (to - from)) * BINS);
    return [[name, Math.max(0, Math.min(BINS - 1, at))]];
  });
}
