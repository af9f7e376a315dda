// Photos that nothing has seen before: samples with other pixels, so that no cache of bytes or pixels knows them.

import path from 'node:path';
import sharp from 'sharp';
import { ROOT } from '../laptop.ts';

const PERSONS = ['ada', 'bao', 'carla', 'dev', 'emil'];

/** One shot of one person; the same number gives the same shot. */
export async function newPhoto(number: number): Promise<Uint8Array> {
  const person = PERSONS[number % PERSONS.length]!;
  const edge = 1 + Math.floor(number / PERSONS.length);
  const picture = sharp(path.join(ROOT, 'samples', `${person}.jpg`));
  const { width, height } = await picture.metadata();
  return picture
    .extract({ left: edge, top: 0, width: width - edge, height })
    .jpeg({ quality: 92 })
    .toBuffer();
}
