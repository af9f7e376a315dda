// Photos as the table has them after their answer.

import { judgedPhoto } from './judged-photos.ts';

/** The row of the photo of this number, in the table's own form; the same for the same number. */
export function photoRow(number: number) {
  const { line, findings } = judgedPhoto(number);
  return {
    pk: { S: `RIDER#rider-${number}` },
    sk: { S: `PHOTO#${line.photoId}` },
    photoId: { S: line.photoId },
    status: { S: line.status },
    updatedAt: { S: '2026-01-05T08:00:00.000Z' },
    decidedBy: { S: line.isByPeople ? 'rita' : 'rules' },
    configurationVersion: { S: '0123456789abcdef' },
    findings: { S: JSON.stringify(findings) },
    measures: { S: JSON.stringify(line.measures) },
  };
}
