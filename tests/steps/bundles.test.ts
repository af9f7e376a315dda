// The steps as Lambda gets them: bundled, minified, loaded by a plain Node.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = path.join(__dirname, '../..');
const STEPS = path.join(ROOT, 'src/steps');
const steps = readdirSync(STEPS).map((file) => path.basename(file, '.ts'));

const AS_SAM_BUILDS: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'es2024',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['sharp'],
  logLevel: 'silent',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bundles-'));
  // What the layer brings.
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  const entryPoints = steps.map((step) => path.join(STEPS, `${step}.ts`));
  buildSync({ ...AS_SAM_BUILDS, entryPoints, outdir: folder, outExtension: { '.js': '.cjs' } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in a plain Node without our environment, and reads the JSON it prints last. */
function inNode(program: string): unknown {
  const output = execFileSync(process.execPath, ['-e', program], {
    cwd: folder,
    env: { PATH: process.env['PATH'], AWS_REGION: 'us-east-1', POWERTOOLS_LOG_LEVEL: 'SILENT' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? 'null');
}

it.each(steps)(
  '%s loads, exports its handler and names its errors as the state machine matches them',
  (step) => {
    const answer = inNode(`
    const step = require('./${step}.cjs');
    step.handler({}, {}).catch((error) => console.log(JSON.stringify({ exports: Object.keys(step).sort(), error: error.name })));
  `);
    expect(answer).toEqual({ exports: ['Input', 'handler'], error: 'InvalidInputError' });
  },
);

it('keeps the name of every error through minifying', () => {
  const contents = `
    export * from './src/shared/errors.ts';
    export { ConfigurationError } from './src/domain/configuration-error.ts';`;
  buildSync({
    ...AS_SAM_BUILDS,
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    outfile: path.join(folder, 'errors.cjs'),
  });
  const names = inNode(`
    const errors = Object.entries(require('./errors.cjs'));
    console.log(JSON.stringify(errors.map(([name, Made]) => [name, new Made(['why'], { cause: 1 }).name])));
  `) as [string, string][];
  expect(names.map(([name]) => name).sort()).toEqual([
    'ConfigurationError',
    'DependencyRefusedError',
    'DependencyThrottledError',
    'DependencyUnavailableError',
    'FaceNotYetSearchableError',
    'ImageUnreadableError',
    'InvalidInputError',
    'PhotoGoneError',
    'UnexpectedKeyError',
  ]);
  for (const [name, seen] of names) expect(seen).toBe(name);
});

it('calls a missing setting a ConfigurationError, and names it', () => {
  const event = {
    executionArn: 'arn',
    upload: { bucket: 'photos', key: 'k', versionId: '1', size: 1, riderId: 'ada', photoId: '1' },
    duplicate: { ownFaceIds: [], standsAt: null, rider: {} },
    image: { bucket: 'photos', key: 'k', width: 1, height: 1 },
    decidedBy: 'rules',
    resembles: [],
  };
  const answer = inNode(`
    const { handler } = require('./index-face.cjs');
    handler(${JSON.stringify(event)}, {}).catch(({ name, message }) => console.log(JSON.stringify({ name, message })));
  `);
  expect(answer).toEqual({
    name: 'ConfigurationError',
    message: expect.stringContaining('FACE_COLLECTION_ID'),
  });
});
