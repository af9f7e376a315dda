// What was measured of a photo that every rule passes, to be spoiled in one point by each test.

import type { Measures } from '../../src/domain/measures.ts';
import { PORTRAIT } from './portrait.ts';

export const FILE = { facts: { type: 'jpeg', size: 200_000, width: 3000, height: 4000 } };

export const APPROVED = {
  said: {},
  file: FILE,
  image: { width: 1440, height: 1920 },
  faces: [PORTRAIT],
  content: { leastConfidence: 60, labels: [], contentTypes: [] },
  identity: {
    searchPercent: 80,
    sawFace: true,
    othersPercent: null,
    ownPercent: null,
    blocked: 'off',
    hasEarlierFace: false,
  },
  customModel: 'off',
} as const satisfies Measures;
