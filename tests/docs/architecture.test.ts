// What docs/architecture.md says of imports and states is so.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ARCHITECTURE_SVG, drawArchitecture } from '../../docs/architecture/architecture.ts';
import { partsOf } from '../../docs/architecture/parts.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

it('keeps the picture as the imports are (npm run architecture draws it again)', () => {
  expect(readFileSync(ARCHITECTURE_SVG, 'utf8')).toBe(drawArchitecture());
});

it('draws an arrow for an import, and none within a part or to a package from outside', () => {
  const { arrows } = partsOf([
    { file: 'src/steps/a.ts', text: '', imports: ['src/domain/b.ts', 'src/steps/c.ts', 'zod/mini'] },
    { file: 'tools/a.ts', text: '', imports: ['laptop-cloud/project'] },
  ]);
  expect(arrows).toEqual([
    { from: 'application: src/steps', to: 'application: src/domain' },
    { from: 'commands: tools', to: 'laptop-cloud: exports' },
  ]);
});

it('refuses to leave a file out of the picture', () => {
  expect(() => partsOf([{ file: 'src/new/a.ts', text: '', imports: [] }])).toThrow(
    'src/new/a.ts is in no part',
  );
});

describe('the table of states', () => {
  interface Machine {
    States: Record<string, { Type: string; Branches?: Machine[]; ItemProcessor?: Machine }>;
  }
  const typesOf = ({ States }: Machine): [string, string][] =>
    Object.entries(States).flatMap(([name, { Type, Branches = [], ItemProcessor }]) => [
      [name, Type] as [string, string],
      ...[...Branches, ...(ItemProcessor ? [ItemProcessor] : [])].flatMap(typesOf),
    ]);
  const machines = ['reindex-faces', 'recheck-photos', 'check-photo'];
  const types = new Map(
    machines.flatMap((name) => typesOf(JSON.parse(read(`statemachine/${name}.asl.json`)) as Machine)),
  );
  const section = read('docs/architecture.md')
    .split('## What each kind of state does here')[1]!
    .split('\n## ')[0]!;
  const rows = [...section.matchAll(/^\| (\w+)[^|]* \| (.+) \|$/gm)]
    .map(([, kind, text]) => ({
      kind: kind!,
      names: [...text!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
    }))
    .filter(({ kind }) => kind !== 'kind');

  it('names states of the kind that it says', () => {
    const wrong = rows.flatMap(({ kind, names }) => names.filter((name) => types.get(name) !== kind));
    expect(wrong).toEqual([]);
  });

  it('has every kind, with examples of those that are used and none of others', () => {
    const used = new Set(types.values());
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...used]));
    for (const { kind, names } of rows) expect([kind, names.length > 0]).toEqual([kind, used.has(kind)]);
  });
});
