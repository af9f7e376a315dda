import { finding } from '../../src/domain/finding.ts';
import { facesToKeep, MeasuresSchema, saidIn } from '../../src/domain/measures.ts';
import { APPROVED } from './approved-measures.ts';
import { PORTRAIT } from './portrait.ts';

describe('what is kept', () => {
  it('is of the rules those that were not content', () => {
    const findings = [
      finding('POSE', 'review'),
      finding('BLURRED', 'passed'),
      finding('AGE', 'not-applicable'),
    ];
    expect(saidIn(findings)).toEqual({ POSE: 'review' });
  });

  it('is the largest face first, by its area', () => {
    const box = (width: number, height: number) => ({
      ...PORTRAIT,
      boundingBox: { left: 0, top: 0, width, height },
    });
    const [high, wide, large] = [box(0.1, 0.9), box(0.5, 0.1), box(0.4, 0.4)];
    expect(facesToKeep([wide, high, large])).toEqual([large, high, wide]);
  });

  it('is of many faces the ten largest, without what no rule looks at, and reads as it was written', () => {
    const faces = Array.from({ length: 14 }, (_, at) => ({
      ...PORTRAIT,
      boundingBox: { ...PORTRAIT.boundingBox, width: (at + 1) / 100 },
      landmarks: { nose: { x: 0.5, y: 0.5 } },
    }));
    const kept = facesToKeep(faces);
    expect(kept.map(({ boundingBox }) => boundingBox.width)).toEqual(
      [14, 13, 12, 11, 10, 9, 8, 7, 6, 5].map((each) => each / 100),
    );
    expect(JSON.stringify(kept)).not.toContain('landmarks');
    const written = JSON.parse(JSON.stringify({ ...APPROVED, faces: kept }));
    expect(MeasuresSchema.parse(written)).toEqual({ ...APPROVED, faces: kept });
  });
});
