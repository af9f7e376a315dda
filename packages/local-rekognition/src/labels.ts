// From COCO's class names to Rekognition's Labels.

import { boundingBox } from './face-shapes.ts';
import type { LabelsAnswer } from './vision/protocol.ts';

type Found = LabelsAnswer['objects'][number];

// Where Rekognition has another word than COCO; the rest only differ in capitals.
const NAMES: Readonly<Record<string, string>> = {
  'cell phone': 'Mobile Phone',
  remote: 'Remote Control',
  'sports ball': 'Ball',
  tv: 'TV',
};

/** One label a class, surest first, with every place it was seen at. Percent. */
export function toLabels(objects: readonly Found[], minConfidence: number) {
  const byName = Map.groupBy(
    objects.filter(({ confidence }) => confidence >= minConfidence),
    ({ name }) => NAMES[name] ?? capitalised(name),
  );
  return [...byName]
    .map(([Name, found]) => ({
      Name,
      Confidence: Math.max(...found.map(({ confidence }) => confidence)),
      Instances: found.map(({ box, confidence }) => ({
        BoundingBox: boundingBox(box),
        Confidence: confidence,
      })),
      Parents: [],
      Aliases: [],
      Categories: [],
    }))
    .sort((a, b) => b.Confidence - a.Confidence);
}

function capitalised(name: string): string {
  return name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
