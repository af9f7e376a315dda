// What docs/tracing.md, docs/debugging.md and the decision about the tracing library say holds.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseFilter } from '../../packages/laptop-cloud/src/services/xray/filter-expression.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const filters = [...read('docs/tracing.md').matchAll(/^\| [^|]+\? \| `([^`]+)` \|$/gm)].map(
  ([, filter]) => filter!,
);

it('finds the filters of the page', () => {
  expect(filters).toContain('annotation.verdict = "retake"');
  expect(filters.length).toBeGreaterThan(5);
});

it.each(filters)('the laptop takes the filter %s', (filter) => {
  expect(parseFilter(filter)).toBeInstanceOf(Function);
});

it.each(['docs/debugging.md', 'docs/tracing.md', 'docs/decisions/0008-tracer.md'])(
  'every path that %s names is there',
  (page) => {
    const named = [...read(page).matchAll(/`((?:src|local|tests|events|samples|docs)\/[^`*<\s]*)`/g)].map(
      ([, file]) => file!,
    );
    const linked = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) =>
      path.join(path.dirname(page), link!),
    );
    expect([...named, ...linked].filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  },
);

it('one file of src/ knows the tracing library', () => {
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const knowing = sources
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => read(path.join('src', file)).includes('@aws-lambda-powertools'));
  expect(knowing).toEqual([path.join('shared', 'telemetry.ts')]);
});

it('every entry of F5 has its section', () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json')) as {
    configurations: { name: string }[];
  };
  const sections = [...read('docs/debugging.md').matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(sections).toEqual(expect.arrayContaining(configurations.map(({ name }) => name)));
});
