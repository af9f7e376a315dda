// The rules of the house: who may import whom, and what no file may hold.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { circlesOf } from './circles.ts';
import { ROOT, type SourceFile, sourceFiles } from './imports.ts';

const src = sourceFiles('src');
const tools = sourceFiles('tools');
const engine = sourceFiles('packages/states-language/src');
const cloud = sourceFiles('packages/laptop-cloud/src');
const faces = sourceFiles('packages/local-rekognition/src');
const PACKAGES = { 'states-language': engine, 'laptop-cloud': cloud, 'local-rekognition': faces };
const all = [
  ...src,
  ...tools,
  ...engine,
  ...cloud,
  ...faces,
  ...sourceFiles('samples'),
  ...sourceFiles('docs'),
  ...sourceFiles('statemachine'),
  ...sourceFiles('bench'),
];

/** One line for each import of `files` that `allowed` does not let through. */
function strays(files: SourceFile[], allowed: (imported: string, file: string) => boolean): string[] {
  return files.flatMap(({ file, imports }) =>
    imports.filter((imported) => !allowed(imported, file)).map((imported) => `${file} imports ${imported}`),
  );
}
const under = (folder: string) => (file: SourceFile) => file.file.startsWith(`${folder}/`);
const isPackage = (imported: string) => !/^(src|packages|tools|tests|samples|bench|docs)\//.test(imported);
const startsWithAny = (imported: string, folders: string[]) =>
  folders.some((folder) => imported.startsWith(folder));
/** `@aws-sdk/client-s3` of `@aws-sdk/client-s3/dist`. */
const packageOf = (imported: string) =>
  imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');

describe('who may import whom', () => {
  it('finds imports at all, so that the rules below can fail', () => {
    expect(src.length).toBeGreaterThan(20);
    expect(engine.length).toBeGreaterThan(40);
    expect(cloud.length).toBeGreaterThan(100);
    expect(faces.length).toBeGreaterThan(20);
    expect(src.flatMap((file) => file.imports).length).toBeGreaterThan(50);
  });

  it('keeps the application free of the laptop it is tried on', () => {
    const ours = Object.keys(PACKAGES);
    expect(strays(src, (imported) => !ours.includes(packageOf(imported)))).toEqual([]);
  });

  it('keeps the domain pure: zod/mini and itself', () => {
    const allowed = (imported: string) => imported === 'zod/mini' || imported.startsWith('src/domain/');
    expect(strays(src.filter(under('src/domain')), allowed)).toEqual([]);
  });

  it('lets adapters and shared use the domain, shared and packages only', () => {
    const allowed = (imported: string, file: string) =>
      isPackage(imported) ||
      startsWithAny(imported, [
        'src/domain/',
        'src/shared/',
        file.startsWith('src/adapters/') ? 'src/adapters/' : 'src/shared/',
      ]);
    expect(
      strays([...src.filter(under('src/adapters')), ...src.filter(under('src/shared'))], allowed),
    ).toEqual([]);
  });

  it('keeps steps free of SDK clients and of each other', () => {
    const allowed = (imported: string) =>
      startsWithAny(imported, ['src/domain/', 'src/adapters/', 'src/shared/', 'zod/mini', 'node:']);
    expect(strays(src.filter(under('src/steps')), allowed)).toEqual([]);
  });

  it('lets pages use their own files, the words of the domain, and types of what the API answers', () => {
    const files = ['rider', 'review', 'shared'].flatMap((part) => sourceFiles(`web/${part}`));
    expect(files.length).toBeGreaterThan(40);
    const packages = ['preact', 'oauth4webapi', '@vladmandic/face-api'];
    const allowed = (imported: string, file: string) =>
      packages.includes(packageOf(imported)) ||
      /^src\/domain\/(rider-texts\.|channels\.)/.test(imported) ||
      imported.startsWith('web/shared/') ||
      imported.startsWith(file.split('/').slice(0, 2).join('/')) ||
      // Types alone: see below.
      /^(zod\/mini$|src\/api\/schemas\/|src\/domain\/finding\.ts)/.test(imported);
    expect(strays(files, allowed)).toEqual([]);
    const withValues = files.filter(({ text }) =>
      /^import (?!type )[^;]*from '(zod|[^']*\/src\/(api|domain\/finding))/m.test(text),
    );
    expect(withValues.map(({ file }) => file)).toEqual([]);
  });

  it('keeps routes free of SDK clients and of steps', () => {
    const allowed = (imported: string) =>
      startsWithAny(imported, [
        'src/api/',
        'src/domain/',
        'src/adapters/',
        'src/shared/',
        'zod/mini',
        'node:',
      ]);
    expect(strays(src.filter(under('src/api')), allowed)).toEqual([]);
  });

  it('keeps the sweep free of SDK clients; of the intake it knows how much room there is', () => {
    const allowed = (imported: string) =>
      startsWithAny(imported, [
        'src/sweep/',
        'src/domain/',
        'src/adapters/',
        'src/shared/',
        'zod/mini',
        'node:',
      ]) || ['src/intake/room.ts', 'aws-lambda'].includes(imported);
    expect(strays(src.filter(under('src/sweep')), allowed)).toEqual([]);
  });

  it.each(Object.entries(PACKAGES))(
    'lets %s use its own files and the packages it declares',
    (name, files) => {
      const { dependencies } = JSON.parse(
        readFileSync(path.join(ROOT, 'packages', name, 'package.json'), 'utf8'),
      ) as { dependencies: Record<string, string> };
      const allowed = (imported: string) =>
        imported.startsWith(`packages/${name}/src/`) ||
        imported.startsWith('node:') ||
        Object.hasOwn(dependencies, packageOf(imported));
      expect(strays(files, allowed)).toEqual([]);
    },
  );

  it('points every arrow between packages one way', () => {
    const below: Record<string, string[]> = {
      'states-language': [],
      'laptop-cloud': ['states-language'],
      'local-rekognition': ['laptop-cloud'],
    };
    for (const [name, files] of Object.entries(PACKAGES)) {
      const others = Object.keys(PACKAGES).filter((other) => other !== name && !below[name]!.includes(other));
      expect(strays(files, (imported) => !others.includes(packageOf(imported)))).toEqual([]);
    }
    expect(strays(faces, (imported) => !/^laptop-cloud(?!\/service$)/.test(imported))).toEqual([]);
  });

  it('gives the engine jsonata and nothing else', () => {
    const allowed = (imported: string) =>
      imported === 'jsonata' ||
      imported.startsWith('node:') ||
      imported.startsWith('packages/states-language/');
    expect(strays(engine, allowed)).toEqual([]);
  });

  it('keeps services apart from each other', () => {
    const folderOf = (file: string) => file.match(/^packages\/laptop-cloud\/src\/services\/([^/]+)\//)?.[1];
    const shared = new Set(['protocols', 'timing', 'patterns']);
    const allowed = (imported: string, file: string) => {
      const theirs = folderOf(imported);
      return theirs === undefined || shared.has(theirs) || theirs === folderOf(file);
    };
    expect(strays(cloud.filter(under('packages/laptop-cloud/src/services')), allowed)).toEqual([]);
  });

  it('lets tools use the application and what the packages export; they see the laptop as they see AWS', () => {
    const allowed = (imported: string) =>
      isPackage(imported) ||
      startsWithAny(imported, ['src/', 'statemachine/', 'samples/drawing/random.ts', 'tools/']);
    expect(strays(tools, allowed)).toEqual([]);
    expect(strays(src, (imported) => !imported.startsWith('tools/'))).toEqual([]);
  });

  it('points every arrow of the laptop cloud downwards', () => {
    const below: Record<string, string[]> = {
      services: [
        'services/',
        'stack/',
        'lambda/',
        'faults/',
        'web/',
        'json-list.ts',
        'atomic-file.ts',
        'port-taken-error.ts',
        'glob.ts',
        'arns.ts',
        'new-uuid.ts',
        'policies/',
      ],
      web: ['web/', 'port-taken-error.ts'],
      stack: ['stack/', 'near-names.ts', 'arns.ts', 'policies/'],
      policies: ['policies/', 'glob.ts', 'arns.ts'],
      lambda: ['lambda/', 'stack/', 'json-list.ts', 'arns.ts', 'new-uuid.ts'],
      faults: ['faults/', 'services/service.ts', 'near-names.ts', 'glob.ts'],
    };
    for (const [folder, allowed] of Object.entries(below)) {
      const inside = cloud.filter(under(`packages/laptop-cloud/src/${folder}`));
      expect(inside).not.toEqual([]);
      const open = allowed.map((part) => `packages/laptop-cloud/src/${part}`);
      expect(strays(inside, (imported) => isPackage(imported) || startsWithAny(imported, open))).toEqual([]);
    }
  });

  it('goes in no circle but where a grammar does', () => {
    expect(circlesOf([...src, ...tools, ...engine, ...cloud, ...faces])).toEqual(
      [
        // A path holds filters, and a filter holds paths.
        [
          'packages/states-language/src/jsonpath/evaluate.ts',
          'packages/states-language/src/jsonpath/filter.ts',
        ],
        // A field may hold an intrinsic, whose arguments are fields.
        ['packages/states-language/src/intrinsics/parse.ts', 'packages/states-language/src/query.ts'],
      ].sort(),
    );
  });
});

describe('what no file holds', () => {
  it.each([
    ['a default export', /^export default/m],
    ['unfinished work', /\b(TODO|FIXME|XXX)\b/],
    ['an ignored type error', /@ts-(ignore|expect-error|nocheck)/],
  ])('%s', (_, pattern) => {
    expect(all.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('an ARN that is made elsewhere than in the one place, but where CloudFormation fills it in', () => {
    const made = /^(?!\s*(\/\/|\*|\/\*)).*['"`]arn:(aws|\$\{(?!AWS::))/m;
    const places = [...cloud, ...faces].filter(({ text }) => made.test(text)).map(({ file }) => file);
    expect(places).toEqual(['packages/laptop-cloud/src/arns.ts']);
  });

  it('a name that says nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|manager|data|info|misc|index)(\.ts)?(\/|$)/;
    expect(all.map(({ file }) => file).filter((file) => vague.test(file))).toEqual([]);
  });

  it.each([
    [
      'outbox, the word for messages that are yet to be sent, but for the name of an older file',
      /(?<!')outbox/i,
    ],
    ['inert, for what is ignored', /\binert\b|\bINERT/],
    ['lane, for an inference worker', /\blanes?\b|Lanes?\b/],
    ['mend, for fix', /\bmend(s|ed|ing)?\b/i],
    ['turned away, for throttled', /(calls?|requests?) (are|is|was|were) turned away|TurnedAway/],
    ['a whole number, for an integer, in a message', /^(?!\s*(\/\/|\*|\/\*)).*['"`].*\bwhole number\b/m],
  ])('%s', (_, word) => {
    expect(all.filter(({ text }) => word.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('what only this application knows, in a package', () => {
    const ours = /\brider|\bverdict|\bselfie|incoming\//i;
    const packaged = [...engine, ...cloud, ...faces];
    expect(packaged.filter(({ text }) => ours.test(text)).map(({ file }) => file)).toEqual([]);
  });
});
