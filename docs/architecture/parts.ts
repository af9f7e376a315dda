// Which files are one part of the picture, and which part imports which.

import type { SourceFile } from '../../tests/house/imports.ts';

/** A package, or the application: drawn as a frame around its parts. */
export interface Frame {
  id: string;
  title: string;
  /** Where its files lie. */
  folders: string[];
  /** More files, by their paths. */
  files?: string[];
  /** What other files import it as. */
  packageName?: string;
  /** Parts by the beginning of their paths; the first that fits counts. */
  parts: { title: string; prefixes: string[] }[];
}

export interface Part {
  id: string;
  frame: string;
  title: string;
  files: number;
}

export interface Parts {
  frames: { id: string; title: string }[];
  parts: Part[];
  arrows: { from: string; to: string }[];
}

const CLOUD = 'packages/laptop-cloud/src';
const FACES = 'packages/local-rekognition/src';

export const FRAMES: Frame[] = [
  {
    id: 'application',
    title: 'the application, what is deployed',
    folders: ['src'],
    parts: [
      { title: 'src/api', prefixes: ['src/api/'] },
      { title: 'src/steps', prefixes: ['src/steps/'] },
      { title: 'src/intake', prefixes: ['src/intake/'] },
      { title: 'src/forget', prefixes: ['src/forget/'] },
      { title: 'src/recheck', prefixes: ['src/recheck/'] },
      { title: 'src/reviews', prefixes: ['src/reviews/'] },
      { title: 'src/sweep', prefixes: ['src/sweep/'] },
      { title: 'src/adapters', prefixes: ['src/adapters/'] },
      { title: 'src/shared', prefixes: ['src/shared/'] },
      { title: 'src/domain', prefixes: ['src/domain/'] },
    ],
  },
  {
    id: 'pages',
    title: 'its pages',
    folders: ['web'],
    parts: [
      { title: 'web/rider', prefixes: ['web/rider/'] },
      { title: 'web/review', prefixes: ['web/review/'] },
      { title: 'web/shared', prefixes: ['web/shared/'] },
    ],
  },
  {
    id: 'commands',
    title: 'its commands',
    folders: ['tools'],
    files: ['laptop.config.ts'],
    parts: [
      { title: 'laptop.config.ts', prefixes: ['laptop.config.ts'] },
      { title: 'tools', prefixes: ['tools/'] },
    ],
  },
  {
    id: 'local-rekognition',
    title: 'local-rekognition',
    folders: [FACES],
    packageName: 'local-rekognition',
    parts: [
      { title: 'vision', prefixes: [`${FACES}/vision/`] },
      { title: 'operations', prefixes: [`${FACES}/`] },
    ],
  },
  {
    id: 'laptop-cloud',
    title: 'laptop-cloud',
    folders: [CLOUD],
    packageName: 'laptop-cloud',
    parts: [
      { title: 'exports', prefixes: [`${CLOUD}/exports/`] },
      { title: 'cli', prefixes: [`${CLOUD}/cli/`] },
      { title: 'services', prefixes: [`${CLOUD}/services/`] },
      { title: 'lambda', prefixes: [`${CLOUD}/lambda/`] },
      { title: 'stack', prefixes: [`${CLOUD}/stack/`] },
      { title: 'faults', prefixes: [`${CLOUD}/faults/`] },
      { title: 'for any', prefixes: [`${CLOUD}/near-names.ts`, `${CLOUD}/json-list.ts`] },
      { title: 'cloud.ts and beside it', prefixes: [`${CLOUD}/`] },
    ],
  },
  {
    id: 'states-language',
    title: 'states-language',
    folders: ['packages/states-language/src'],
    packageName: 'states-language',
    parts: [{ title: 'the engine', prefixes: ['packages/states-language/src/'] }],
  },
];

/** Counts files and finds arrows; imports of outside packages, and of files that no part holds, are not drawn. */
export function partsOf(files: readonly SourceFile[]): Parts {
  const all = FRAMES.flatMap((frame) =>
    frame.parts.map(({ title, prefixes }) => ({
      id: `${frame.id}: ${title}`,
      frame: frame.id,
      title,
      prefixes,
    })),
  );
  const partOf = (file: string) =>
    all.find(({ prefixes }) => prefixes.some((prefix) => file.startsWith(prefix)));
  const importedPart = (imported: string): string | undefined => {
    const frame = FRAMES.find(
      ({ packageName }) =>
        packageName && (imported === packageName || imported.startsWith(`${packageName}/`)),
    );
    // A package is met at its door: its first part.
    return frame ? `${frame.id}: ${doorOf(frame)}` : partOf(imported)?.id;
  };
  const counts = new Map<string, number>();
  const arrows = new Map<string, { from: string; to: string }>();
  for (const { file, imports } of files) {
    const from = partOf(file)?.id;
    if (from === undefined)
      throw new Error(`${file} is in no part of the picture: add it to docs/architecture/parts.ts`);
    counts.set(from, (counts.get(from) ?? 0) + 1);
    for (const imported of imports) {
      const to = importedPart(imported);
      if (to !== undefined && to !== from) arrows.set(`${from} > ${to}`, { from, to });
    }
  }
  return {
    frames: FRAMES.map(({ id, title }) => ({ id, title })),
    parts: all.map(({ id, frame, title }) => ({ id, frame, title, files: counts.get(id) ?? 0 })),
    arrows: [...arrows.keys()].sort().map((key) => arrows.get(key)!),
  };
}

function doorOf({ parts }: Frame): string {
  return (parts.find(({ title }) => title === 'exports') ?? parts.at(-1)!).title;
}
