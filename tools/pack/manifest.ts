// package.json as it is published: compiled files in place of sources, since Node strips no types under node_modules.

export interface Manifest {
  name: string;
  version: string;
  files: string[];
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  engines?: Record<string, string>;
  scripts?: Record<string, string>;
  [member: string]: unknown;
}

/** Packages of which one file is packed, because installing them elsewhere would bring what this repository overrides. */
export interface Vendored {
  package: string;
  files: readonly string[];
}

/** What a package takes along, by name. */
export const VENDORED: Readonly<Record<string, Vendored>> = {
  'local-rekognition': {
    package: 'faceplugin-face-recognition-js',
    files: ['model/fr_feature.onnx', 'LICENSE'],
  },
};

/** The manifest to be packed. */
export function publishedManifest(manifest: Manifest): Manifest {
  const { scripts: _, exports, files, dependencies, ...rest } = manifest;
  const vendored = VENDORED[manifest.name];
  return {
    ...rest,
    engines: { node: '>=22.18' },
    files: [...files.map((file) => (file === 'src' ? 'dist' : file)), ...(vendored ? ['models'] : [])],
    exports: Object.fromEntries(
      Object.entries(exports).map(([name, target]) => [name, conditionsOf(String(target))]),
    ),
    dependencies: Object.fromEntries(
      Object.entries(dependencies).filter(([name]) => name !== vendored?.package),
    ),
  };
}

/** `./src/exports/cli.ts` is typed by dist/exports/cli.d.ts and run as dist/exports/cli.js. */
function conditionsOf(source: string): Record<string, string> {
  const compiled = source.replace('./src/', './dist/').replace(/\.ts$/, '');
  return { types: `${compiled}.d.ts`, default: `${compiled}.js` };
}
