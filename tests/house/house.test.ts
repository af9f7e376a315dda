// The rules of the house: who may import whom, and what no file may hold.

import { type SourceFile, sourceFiles } from './imports.ts';

const src = sourceFiles('src');
const local = sourceFiles('local');
const all = [
  ...src,
  ...local,
  ...sourceFiles('samples'),
  ...sourceFiles('docs'),
  ...sourceFiles('statemachine'),
  ...sourceFiles('bench'),
  ...sourceFiles('tools'),
];

/** One line for each import of `files` that `allowed` does not let through. */
function strays(files: SourceFile[], allowed: (imported: string, file: string) => boolean): string[] {
  return files.flatMap(({ file, imports }) =>
    imports.filter((imported) => !allowed(imported, file)).map((imported) => `${file} imports ${imported}`),
  );
}
const under = (folder: string) => (file: SourceFile) => file.file.startsWith(`${folder}/`);
const isPackage = (imported: string) => !/^(src|local|tools|tests|samples|bench|docs)\//.test(imported);
const startsWithAny = (imported: string, folders: string[]) =>
  folders.some((folder) => imported.startsWith(folder));

describe('who may import whom', () => {
  it('finds imports at all, so that the rules below can fail', () => {
    expect(src.length).toBeGreaterThan(20);
    expect(local.length).toBeGreaterThan(40);
    expect(src.flatMap((file) => file.imports).length).toBeGreaterThan(50);
  });

  it('keeps src and local apart', () => {
    expect(strays(src, (imported) => !imported.startsWith('local/'))).toEqual([]);
    expect(strays(local, (imported) => !imported.startsWith('src/'))).toEqual([]);
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

  it('lets the engine import jsonata and Node, and nothing else', () => {
    const allowed = (imported: string) =>
      imported === 'jsonata' || imported.startsWith('node:') || imported.startsWith('local/states/');
    expect(strays(local.filter(under('local/states')), allowed)).toEqual([]);
  });

  it('keeps services apart from each other', () => {
    const folderOf = (file: string) => file.match(/^local\/services\/([^/]+)\//)?.[1];
    const shared = new Set(['protocols', 'patterns', 'policies']);
    const allowed = (imported: string, file: string) => {
      const theirs = folderOf(imported);
      return theirs === undefined || shared.has(theirs) || theirs === folderOf(file);
    };
    expect(strays(local.filter(under('local/services')), allowed)).toEqual([]);
  });

  it('lets tools use the application, the reader of templates and the engine; they see the laptop over HTTP, as they see AWS', () => {
    const allowed = (imported: string) =>
      isPackage(imported) ||
      startsWithAny(imported, [
        'src/',
        'statemachine/',
        'local/stack/',
        'local/states/',
        'local/near-names.ts',
        'samples/drawing/random.ts',
        'tools/',
      ]);
    expect(strays(sourceFiles('tools'), allowed)).toEqual([]);
    expect(strays([...src, ...local], (imported) => !imported.startsWith('tools/'))).toEqual([]);
  });

  it('points every arrow of local downwards', () => {
    const below: Record<string, string[]> = {
      'local/services': [
        'local/services/',
        'local/states/',
        'local/stack/',
        'local/lambda/',
        'local/faults/',
        'local/json-list.ts',
      ],
      'local/stack': ['local/stack/', 'local/near-names.ts'],
      'local/lambda': ['local/lambda/', 'local/stack/', 'local/json-list.ts'],
      'local/states': ['local/states/'],
      'local/faults': ['local/faults/', 'local/services/service.ts', 'local/near-names.ts'],
    };
    for (const [folder, allowed] of Object.entries(below)) {
      const inside = local.filter(under(folder));
      expect(strays(inside, (imported) => isPackage(imported) || startsWithAny(imported, allowed))).toEqual(
        [],
      );
    }
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

  it('a name that says nothing', () => {
    const vague = /(^|\/)(utils?|helpers?|common|manager|data|info|misc|index)(\.ts)?(\/|$)/;
    expect(all.map(({ file }) => file).filter((file) => vague.test(file))).toEqual([]);
  });
});
