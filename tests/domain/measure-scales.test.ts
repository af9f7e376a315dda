import { type Configuration, parseConfiguration } from '../../src/domain/configuration.ts';
import {
  BINS,
  binsOf,
  MEASURE_NAMES,
  MEASURE_SCALES,
  type MeasureName,
} from '../../src/domain/measure-scales.ts';
import type { Measures } from '../../src/domain/measures.ts';
import { APPROVED, FILE } from './approved-measures.ts';
import { DEFAULTS, PORTRAIT } from './portrait.ts';

const LAST = BINS - 1;
const binsIn = (measures: Measures) => Object.fromEntries(binsOf(measures));

it('every measure that a photo has lies in a bin of its scale', () => {
  expect(binsOf(APPROVED)).toStrictEqual([
    ['kilobytes', 0],
    ['shortSide', 30],
    ['faceConfidence', LAST],
    ['faceHeight', 20],
    ['yaw', 20],
    ['pitch', 19],
    ['roll', 20],
    ['sunglasses', 0],
    ['covered', 0],
    ['eyesClosed', 1],
    ['brightness', 30],
    ['sharpness', 36],
    ['age', 12],
  ]);
});

it('what was not measured lies in none', () => {
  const { width: _, ...withoutWidth } = FILE.facts;
  expect(Object.keys(binsIn({ said: {}, file: FILE }))).toEqual(['kilobytes', 'shortSide']);
  expect(Object.keys(binsIn({ said: {}, file: { facts: withoutWidth }, faces: [] }))).toEqual(['kilobytes']);
});

it.each([true, false])('how sure the model is of what is not wanted, whichever it says: %s', (value) => {
  const attribute = { value, confidence: 90 };
  const face = { ...PORTRAIT, sunglasses: attribute, faceOccluded: attribute, eyesOpen: attribute };
  const [wanted, unwanted] = [4, 36];
  expect(binsIn({ ...APPROVED, faces: [face] })).toMatchObject({
    sunglasses: value ? unwanted : wanted,
    covered: value ? unwanted : wanted,
    eyesClosed: value ? wanted : unwanted,
  });
});

it('what lies beyond a scale is counted at its end', () => {
  const pose = { yaw: -100, pitch: 100, roll: 0 };
  const identity = { ...APPROVED.identity, othersPercent: 50, ownPercent: 100 };
  const facts = { ...FILE.facts, size: 30_000_000 };
  expect(binsIn({ ...APPROVED, file: { facts }, faces: [{ ...PORTRAIT, pose }], identity })).toMatchObject({
    kilobytes: LAST,
    yaw: 0,
    pitch: LAST,
    roll: 20,
    others: 0,
    own: LAST,
  });
});

it('similarities and the score of a model lie on scales of their own', () => {
  const identity = { ...APPROVED.identity, othersPercent: 80, ownPercent: 95 };
  expect(binsIn({ ...APPROVED, identity, customModel: { score: 0.5 } })).toMatchObject({
    others: 20,
    own: 35,
    customScore: 20,
  });
});

/** Of the scale, the bounds that lie on it. */
const boundsOf = (name: MeasureName, configuration: Configuration) =>
  MEASURE_SCALES[name].bounds(configuration);

it.each<[MeasureName, number[]]>([
  ['kilobytes', [1.024, 15_728.64]],
  ['shortSide', [200]],
  ['faceConfidence', [90]],
  ['faceHeight', [20]],
  ['yaw', [-45, -30, 30, 45]],
  ['pitch', [-45, -25, 30, 45]],
  ['roll', [-45, -30, 30, 45]],
  ['sunglasses', [90]],
  ['covered', [90]],
  ['eyesClosed', [90]],
  ['brightness', [40, 95]],
  ['sharpness', [40]],
  ['age', [16, 20]],
  ['others', [90, 99]],
  ['own', [95]],
  ['customScore', [0.6, 0.9]],
])('the bounds of %s are where the configuration has them', (name, bounds) => {
  expect(boundsOf(name, DEFAULTS)).toStrictEqual(bounds);
});

it('every scale has a bound, and moves with it', () => {
  for (const name of MEASURE_NAMES) expect(boundsOf(name, DEFAULTS).length).toBeGreaterThan(0);
  const other = parseConfiguration('{"face":{"attributeConfidence":80,"pose":{"yaw":{"review":20}}}}');
  expect(boundsOf('sunglasses', other)).toEqual([80]);
  expect(boundsOf('yaw', other)).toEqual([-45, -20, 20, 45]);
});
