import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asCompiled } from '../../tools/pack/compile.ts';
import { type Manifest, publishedManifest } from '../../tools/pack/manifest.ts';
import { cleanUp, SOURCE_MANIFEST } from '../../tools/pack/restore.ts';

const MANIFEST: Manifest = {
  name: 'parcels',
  version: '1.0.0',
  files: ['bin', 'src', 'README.md'],
  exports: { '.': './src/exports/parcels.ts', './cli': './src/cli.ts' },
  scripts: { prepack: 'node x' },
  dependencies: { jsonata: '2.2.2' },
};

test('what is published is compiled: types and JavaScript in place of sources, no scripts, a Node that can run it', () => {
  const published = publishedManifest(MANIFEST);

  expect(published).toEqual({
    name: 'parcels',
    version: '1.0.0',
    engines: { node: '>=22.18' },
    files: ['bin', 'dist', 'README.md'],
    exports: {
      '.': { types: './dist/exports/parcels.d.ts', default: './dist/exports/parcels.js' },
      './cli': { types: './dist/cli.d.ts', default: './dist/cli.js' },
    },
    dependencies: { jsonata: '2.2.2' },
  });
});

test('a package that is taken along is packed, and no dependency any more', () => {
  const dependencies = { 'faceplugin-face-recognition-js': '0.0.1', zod: '4.6.7' };

  const published = publishedManifest({ ...MANIFEST, name: 'local-rekognition', dependencies });

  expect(published.dependencies).toEqual({ zod: '4.6.7' });
  expect(published.files).toContain('models');
});

test.each([
  ["import { a } from './a.ts';", "import { a } from './a.js';"],
  ['export * from "../b/c.ts";', 'export * from "../b/c.js";'],
  ["const x = await import('./d.ts');", "const x = await import('./d.js');"],
  ["type T = import('./e.ts').T;", "type T = import('./e.js').T;"],
  ["import './f.ts';", "import './f.js';"],
  ["import { g } from 'package/g.ts';", "import { g } from 'package/g.ts';"],
  ["const name = './h.ts';", "const name = './h.ts';"],
])('%s is compiled to %s', (source, compiled) => {
  expect(asCompiled(source)).toBe(compiled);
});

test('after a pack, whole or cut off, the package is as it was', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pack-'));
  writeFileSync(path.join(folder, SOURCE_MANIFEST), 'own');
  writeFileSync(path.join(folder, 'package.json'), 'published');
  writeFileSync(path.join(folder, 'dist'), '');

  await cleanUp(folder);
  await cleanUp(folder);

  expect(readdirSync(folder)).toEqual(['package.json']);
  expect(readFileSync(path.join(folder, 'package.json'), 'utf8')).toBe('own');
  rmSync(folder, { recursive: true });
});
