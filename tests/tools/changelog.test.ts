import { drawChangelog, readLog } from '../../tools/changelog/changelog.ts';

const log = (...lines: [day: string, names: string, subject: string][]) =>
  drawChangelog(readLog(lines.map((line) => line.join('\t')).join('\n')));

it('groups what users meet by day, newest first, and says of which part it is', () => {
  const text = log(
    ['2026-02-02', 'HEAD -> main', 'fix(cli): a photo says when it waits'],
    ['2026-02-02', '', 'feat(pictures): AVIF is read'],
    ['2026-02-01', '', 'perf: thumbnails in half the time'],
  );
  expect(text.slice(text.indexOf('## '))).toBe(
    `## Unreleased, 2026-02-02

### Added

- **pictures**: AVIF is read

### Fixed

- **cli**: a photo says when it waits

## Unreleased, 2026-02-01

### Faster

- thumbnails in half the time
`,
  );
});

it('leaves out tests, docs, chores, what is no conventional commit, and days of nothing else', () => {
  const text = log(
    ['2026-02-02', '', 'test(cli): more'],
    ['2026-02-02', '', 'wip: something'],
    ['2026-02-02', '', 'Merge of a branch'],
    ['2026-02-01', '', 'feat(cost): each cent; docs(cost): a page; with its figures'],
  );
  expect(text).toContain('- **cost**: each cent\n');
  expect(text).not.toMatch(/more|something|Merge|page|2026-02-02/);
});

it('puts what is older than a tag under the release, and what breaks first', () => {
  const text = log(
    ['2026-03-01', '', 'feat: newer'],
    ['2026-02-01', 'tag: v1.0.0, origin/main', 'feat(api)!: riders have pseudonyms'],
    ['2026-02-01', 'tag: nightly', 'feat: older'],
  );
  const headings = [...text.matchAll(/^##+ (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(['Unreleased, 2026-03-01', 'Added', 'v1.0.0, 2026-02-01', 'Breaking', 'Added']);
});
