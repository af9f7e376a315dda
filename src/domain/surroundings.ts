// What is around a rider, by the names Rekognition's DetectLabels gives it, and what is worth saying about it.

interface Surrounding {
  code: string;
  names: readonly string[];
  text: string;
}

export const SURROUNDINGS: readonly Surrounding[] = [
  {
    code: 'IN_A_CAR',
    names: ['Car', 'Car Interior', 'Vehicle'],
    text: 'There is a car in your photo. Please never take a photo at the wheel.',
  },
  {
    code: 'HELMET',
    names: ['Helmet', 'Crash Helmet', 'Hardhat'],
    text: 'You are pictured with a helmet. If you ride without one, a photo without it is recognised sooner.',
  },
  {
    code: 'OUTDOORS',
    names: ['Outdoors'],
    text: 'You took your photo outdoors. Open shade gives a face the softest light.',
  },
];
