// A film for the camera: JPEGs one behind the other are a motion JPEG.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Chromium wants more than one frame before it believes in a film. */
const FRAMES = 10;

/** Writes the film of one picture into the folder, and gives its absolute path. */
export async function filmOf(picture: string, folder: string): Promise<string> {
  const frame = await readFile(picture);
  const file = path.resolve(folder, `${path.basename(picture, path.extname(picture))}.mjpeg`);
  await writeFile(file, Buffer.concat(Array.from({ length: FRAMES }, () => frame)));
  return file;
}
