// The five sample riders. Nobody in particular: each is a set of measures and colours.

/** Lengths in half head heights, angles in degrees. */
export interface Face {
  /** Width of the head, 1 is usual. */
  width: number;
  /** Width of jaw and chin, 1 is usual. */
  jaw: number;
  eyes: { apart: number; y: number; width: number; height: number; tilt: number; colour: string };
  brows: { y: number; thickness: number; arch: number; width: number; tilt: number };
  nose: { length: number; width: number; bridge: number };
  mouth: { y: number; width: number; upper: number; lower: number; smile: number };
}

export interface Person {
  seed: number;
  face: Face;
  skin: string;
  /** Colour of the lips. */
  lips: string;
  hair: { style: 'long' | 'short' | 'curly' | 'side' | 'bob'; colour: string };
  /** How deep the lines of the face are, 0 to 1. */
  lines: number;
  beard?: { colour: string; strength: number };
  clothes: { kind: 'shirt' | 'jumper' | 'jacket'; colour: string; second: string };
  background: { wall: string; light: string; accents: readonly string[] };
}

export const PERSONS = {
  ada: {
    seed: 11,
    face: {
      width: 1.04,
      jaw: 0.88,
      eyes: { apart: 0.302, y: -0.032, width: 0.245, height: 0.103, tilt: 5.8, colour: '#4f7a5a' },
      brows: { y: -0.272, thickness: 0.066, arch: 0.007, width: 0.34, tilt: 0.6 },
      nose: { length: 0.429, width: 0.19, bridge: 0.084 },
      mouth: { y: 0.593, width: 0.318, upper: 0.038, lower: 0.087, smile: 0.077 },
    },
    skin: '#f0c3a2',
    lips: '#c4625c',
    lines: 0.24,
    hair: { style: 'long', colour: '#8a4526' },
    clothes: { kind: 'jumper', colour: '#2f6f73', second: '#e9d8bd' },
    background: { wall: '#d9e3dc', light: '#fff6dd', accents: ['#9dbf9b', '#c9d8b6', '#f3d9a4'] },
  },
  bao: {
    seed: 23,
    face: {
      width: 0.92,
      jaw: 1.06,
      eyes: { apart: 0.327, y: -0.076, width: 0.286, height: 0.121, tilt: -1.9, colour: '#3a2618' },
      brows: { y: -0.185, thickness: 0.066, arch: 0.001, width: 0.36, tilt: -1.1 },
      nose: { length: 0.331, width: 0.155, bridge: 0.11 },
      mouth: { y: 0.632, width: 0.279, upper: 0.068, lower: 0.056, smile: 0.091 },
    },
    skin: '#e6b98c',
    lips: '#b5655a',
    lines: 0.13,
    hair: { style: 'short', colour: '#1d1a1c' },
    clothes: { kind: 'shirt', colour: '#e8ecf2', second: '#9fb3cf' },
    background: { wall: '#c8d6e6', light: '#f4f8ff', accents: ['#93aecb', '#e7c98f', '#b3c6da'] },
  },
  carla: {
    seed: 37,
    face: {
      width: 1.04,
      jaw: 0.92,
      eyes: { apart: 0.335, y: -0.075, width: 0.244, height: 0.12, tilt: 3.4, colour: '#3b2415' },
      brows: { y: -0.192, thickness: 0.056, arch: 0.078, width: 0.35, tilt: -1.9 },
      nose: { length: 0.471, width: 0.19, bridge: 0.069 },
      mouth: { y: 0.627, width: 0.325, upper: 0.037, lower: 0.062, smile: 0.087 },
    },
    skin: '#9a6240',
    lips: '#8f3f3f',
    lines: 0.24,
    hair: { style: 'curly', colour: '#2a1a14' },
    clothes: { kind: 'jacket', colour: '#d98c3f', second: '#f6e7cd' },
    background: { wall: '#eadccb', light: '#fff3df', accents: ['#e3b27d', '#b9cdb0', '#d4a59a'] },
  },
  dev: {
    seed: 53,
    face: {
      width: 1.03,
      jaw: 1.14,
      eyes: { apart: 0.299, y: 0.033, width: 0.297, height: 0.097, tilt: 1.9, colour: '#4a2f1b' },
      brows: { y: -0.274, thickness: 0.075, arch: 0.058, width: 0.37, tilt: -0.1 },
      nose: { length: 0.32, width: 0.195, bridge: 0.09 },
      mouth: { y: 0.636, width: 0.315, upper: 0.031, lower: 0.076, smile: 0.069 },
    },
    skin: '#bd8457',
    lips: '#96524a',
    lines: 0.24,
    hair: { style: 'side', colour: '#17130f' },
    beard: { colour: '#1c1510', strength: 0.5 },
    clothes: { kind: 'shirt', colour: '#38506b', second: '#7d98b5' },
    background: { wall: '#d8d2e4', light: '#fbf7ff', accents: ['#b4a6cf', '#e2c7d3', '#a7bfd0'] },
  },
  emil: {
    seed: 71,
    face: {
      width: 1.01,
      jaw: 1.03,
      eyes: { apart: 0.328, y: -0.061, width: 0.254, height: 0.136, tilt: -3.4, colour: '#5b86ab' },
      brows: { y: -0.181, thickness: 0.062, arch: 0.013, width: 0.33, tilt: -1.3 },
      nose: { length: 0.462, width: 0.112, bridge: 0.098 },
      mouth: { y: 0.555, width: 0.324, upper: 0.035, lower: 0.072, smile: 0.086 },
    },
    skin: '#f4d0b9',
    lips: '#c87d74',
    lines: 0.24,
    hair: { style: 'bob', colour: '#d9b36b' },
    clothes: { kind: 'jumper', colour: '#a8453f', second: '#f2e6d8' },
    background: { wall: '#e3ded2', light: '#fffaf0', accents: ['#c4ccb2', '#e0bfa0', '#b7c8cc'] },
  },
} as const satisfies Record<string, Person>;

export type PersonName = keyof typeof PERSONS;
