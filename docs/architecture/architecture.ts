// The picture of who imports whom, drawn from the imports themselves.

import path from 'node:path';
import { sourceFile, sourceFiles } from '../../tests/house/imports.ts';
import { layoutParts } from './layout.ts';
import { FRAMES, partsOf } from './parts.ts';
import { renderArchitecture } from './render.ts';

export const ARCHITECTURE_SVG = path.join(import.meta.dirname, '../architecture.svg');

/** The whole document. Throws for a source file that belongs to no part of the picture. */
export function drawArchitecture(): string {
  const files = FRAMES.flatMap(({ folders, files = [] }) => [
    ...folders.flatMap((folder) => sourceFiles(folder)),
    ...files.map(sourceFile),
  ]);
  return renderArchitecture(layoutParts(partsOf(files)));
}
