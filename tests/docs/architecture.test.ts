// What docs/architecture.md says of imports and states is so.

import { readdirSync, readFileSync } from 'node:fs';
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
    States: Record<
      string,
      {
        Type: string;
        Branches?: Machine[];
        ItemProcessor?: Machine & { ProcessorConfig?: { Mode?: string } };
      }
    >;
  }
  /** Of a Map, `Map, inline` or `Map, distributed`. */
  const kindsOf = ({ States }: Machine): [string, string][] =>
    Object.entries(States).flatMap(([name, { Type, Branches = [], ItemProcessor }]) => {
      const mode = ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED' ? 'distributed' : 'inline';
      return [
        [name, Type === 'Map' ? `Map, ${mode}` : Type] as [string, string],
        ...[...Branches, ...(ItemProcessor ? [ItemProcessor] : [])].flatMap(kindsOf),
      ];
    });
  const definitions = readdirSync(path.join(ROOT, 'statemachine')).filter((file) =>
    file.endsWith('.asl.json'),
  );
  const states = definitions.flatMap((file) => kindsOf(JSON.parse(read(`statemachine/${file}`)) as Machine));
  const section = read('docs/architecture.md')
    .split('## What each kind of state does here')[1]!
    .split('\n## ')[0]!;
  const rows = [...section.matchAll(/^\| (Map, \w+|\w+)[^|]* \| (.+) \|$/gm)]
    .map(([, kind, text]) => ({
      kind: kind!,
      names: [...text!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
    }))
    .filter(({ kind }) => kind !== 'kind');

  it('reads every definition, so that the rules below can fail', () => {
    expect(definitions.length).toBeGreaterThanOrEqual(3);
    expect(
      kindsOf({
        States: {
          All: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, States: {} } },
        },
      }),
    ).toEqual([['All', 'Map, distributed']]);
  });

  it('names states of the kind that it says', () => {
    const wrong = rows.flatMap(({ kind, names }) =>
      names.filter((name) => !states.some(([known, its]) => known === name && its === kind)),
    );
    expect(wrong).toEqual([]);
  });

  it('has every kind that is used, with examples from each definition, and no other', () => {
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(states.map(([, kind]) => kind)));
    for (const { kind, names } of rows) expect([kind, names.length > 0]).toEqual([kind, true]);
    const named = new Set(rows.flatMap(({ names }) => names));
    for (const file of definitions) {
      const own = kindsOf(JSON.parse(read(`statemachine/${file}`)) as Machine).map(([name]) => name);
      expect([file, own.some((name) => named.has(name))]).toEqual([file, true]);
    }
  });

  it('has a use of every kind of the language', () => {
    const maps = ['Map, inline', 'Map, distributed'];
    const kinds = ['Task', 'Choice', 'Parallel', ...maps, 'Wait', 'Pass', 'Succeed', 'Fail'];
    expect(rows.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
  });
});
