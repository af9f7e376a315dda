// Haircuts, as measures on the head.

import type { Person } from './persons.ts';

export interface Style {
  /** How far the hair stands off the skull (1 is the skull) on top and at the sides. */
  top: number;
  side: number;
  /** Where the hair starts over the forehead, from the left temple to the right one: angle and height. */
  fringe: readonly (readonly [angle: number, y: number])[];
  /** Angle of the parting, where the strands begin. */
  parting: number;
  /** Hair that hangs down: to which height below the ears, and how wide it gets. */
  fall?: { bottom: number; flare: number };
  /** Curls: radius of one, in half head heights. */
  curl?: number;
}

export const STYLES: Readonly<Record<Person['hair']['style'], Style>> = {
  long: {
    top: 1.1,
    side: 1.1,
    parting: -24,
    fringe: [
      [-84, 0.2],
      [-74, -0.1],
      [-62, -0.36],
      [-44, -0.58],
      [-24, -0.73],
      [0, -0.66],
      [24, -0.55],
      [48, -0.38],
      [66, -0.16],
      [76, 0.02],
      [84, 0.2],
    ],
    fall: { bottom: 1.45, flare: 0.3 },
  },
  short: {
    top: 1.13,
    side: 1.04,
    parting: 30,
    fringe: [
      [-88, 0.06],
      [-78, -0.2],
      [-66, -0.42],
      [-52, -0.6],
      [-44, -0.5],
      [-34, -0.62],
      [-22, -0.5],
      [-8, -0.63],
      [6, -0.52],
      [20, -0.66],
      [34, -0.56],
      [50, -0.62],
      [66, -0.42],
      [78, -0.2],
      [88, 0.06],
    ],
  },
  side: {
    top: 1.15,
    side: 1.025,
    parting: -34,
    fringe: [
      [-88, 0.08],
      [-80, -0.2],
      [-66, -0.4],
      [-48, -0.6],
      [-30, -0.66],
      [0, -0.63],
      [30, -0.64],
      [48, -0.58],
      [66, -0.4],
      [80, -0.2],
      [88, 0.08],
    ],
  },
  curly: {
    top: 1.2,
    side: 1.2,
    parting: 0,
    fringe: [
      [-86, 0.12],
      [-76, -0.14],
      [-62, -0.38],
      [-42, -0.55],
      [-20, -0.62],
      [0, -0.64],
      [20, -0.62],
      [42, -0.55],
      [62, -0.38],
      [76, -0.14],
      [86, 0.12],
    ],
    curl: 0.17,
  },
  bob: {
    top: 1.12,
    side: 1.06,
    parting: 20,
    fringe: [
      [-88, 0.05],
      [-80, -0.18],
      [-66, -0.34],
      [-50, -0.47],
      [-30, -0.56],
      [-6, -0.6],
      [20, -0.72],
      [44, -0.56],
      [66, -0.38],
      [80, -0.18],
      [88, 0.05],
    ],
  },
};
