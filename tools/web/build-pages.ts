// The pages as files to be served: one folder for each page with its index.html, and assets whose names hold their content's hash,
// so that browsers may keep them for good.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { runEsbuild } from 'laptop-cloud/build';

export interface PageFile {
  /** Below the site's root, with slashes: `rider/index.html`, `assets/rider-1A2B3C4D.js`. */
  name: string;
  content: Uint8Array;
}

export interface Pages {
  files: PageFile[];
  /** The page's own files in the order of loading, without what is loaded later: page -> names. */
  loadedAtOnce: Record<string, string[]>;
  /** Those, and all scripts that the page may ask for later. */
  loadedInAll: Record<string, string[]>;
}

const PAGES = ['rider', 'review'] as const;

/** Bundles web/ of a project folder. Rejects with esbuild's own words about what is wrong in the sources. */
export async function buildPages(folder: string): Promise<Pages> {
  const web = path.join(folder, 'web');
  const { outputFiles, metafile } = await runEsbuild({
    absWorkingDir: folder,
    entryPoints: PAGES.map((page) => ({ in: path.join(web, page, 'main.tsx'), out: page })),
    outdir: 'out',
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    splitting: true,
    minify: true,
    sourcemap: 'linked',
    target: ['es2023', 'chrome114', 'firefox117', 'safari17'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    // A page does not lie beside its assets: what it fetches itself must be named from the root.
    publicPath: '/',
    loader: { '.bin': 'file', '.md': 'text' },
    legalComments: 'linked',
    charset: 'utf8',
  });
  const files: PageFile[] = outputFiles.map(({ path: file, contents }) => ({
    name: path.relative(path.join(folder, 'out'), file).split(path.sep).join('/'),
    content: contents,
  }));
  const loadedAtOnce: Record<string, string[]> = {};
  const loadedInAll: Record<string, string[]> = {};
  for (const page of PAGES) {
    const names = namesOf(metafile, path.join('web', page, 'main.tsx'));
    const html = await readFile(path.join(web, page, 'index.html'), 'utf8');
    files.push({ name: `${page}/index.html`, content: Buffer.from(withAssets(html, names)) });
    loadedAtOnce[page] = [`${page}/index.html`, ...names.scripts, ...names.styles];
    loadedInAll[page] = [...new Set([...loadedAtOnce[page], ...names.later])];
  }
  files.push(...(await plainFiles(path.join(web, 'public'))));
  return { files, loadedAtOnce, loadedInAll };
}

/** A short name of everything that was built: the same files, the same name. */
export function versionOf({ files }: Pages): string {
  const hash = createHash('sha256');
  for (const { name, content } of [...files].sort((one, other) => (one.name < other.name ? -1 : 1))) {
    hash.update(name).update('\0').update(content);
  }
  return hash.digest('hex').slice(0, 12);
}

interface Names {
  /** The entry first, then what it imports at once. */
  scripts: string[];
  styles: string[];
  /** Scripts that those import when they need them, and what comes with them. */
  later: string[];
}

function namesOf({ outputs }: Metafile, entry: string): Names {
  const start = Object.entries(outputs).find(
    ([, { entryPoint }]) => entryPoint === entry.split(path.sep).join('/'),
  );
  if (!start) throw new Error(`esbuild wrote nothing for ${entry}`);
  const reached = (kinds: readonly string[]): string[] => {
    const scripts = new Set<string>();
    const follow = (name: string) => {
      if (scripts.has(name)) return;
      scripts.add(name);
      for (const { path: imported, kind } of outputs[name]!.imports) {
        if (kinds.includes(kind)) follow(imported);
      }
    };
    follow(start[0]);
    return [...scripts].map(inSite);
  };
  const scripts = reached(['import-statement']);
  const later = reached(['import-statement', 'dynamic-import']).filter((name) => !scripts.includes(name));
  const { cssBundle } = start[1];
  return { scripts, styles: cssBundle ? [inSite(cssBundle)] : [], later };
}

const inSite = (name: string) => name.replace(/^out\//, '');

function withAssets(html: string, { scripts: [entry, ...preloaded], styles }: Names): string {
  const tags = [
    ...styles.map((name) => `<link rel="stylesheet" href="/${name}">`),
    ...preloaded.map((name) => `<link rel="modulepreload" href="/${name}">`),
    `<script type="module" src="/${entry}"></script>`,
  ];
  if (!html.includes('</head>')) throw new Error('a page without </head> has no place for its assets');
  return html.replace('</head>', `${tags.join('\n')}\n</head>`);
}

async function plainFiles(folder: string): Promise<PageFile[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map(async (name) => ({ name, content: await readFile(path.join(folder, name)) })));
}
