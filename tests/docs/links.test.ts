// What the pages point at is there: files, sections, commands.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const pagesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && entry.name.endsWith('.md') ? [path.posix.join(folder, entry.name)] : [],
  );
const PACKAGES = readdirSync(path.join(ROOT, 'packages')).map((name) => `packages/${name}`);
const PAGES = [
  '.',
  'docs',
  'docs/decisions',
  'findings',
  'samples',
  'examples/listeners',
  ...PACKAGES,
].flatMap(pagesIn);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}

/** What a link leads to, if not there: the file, or the section of it. */
function missing(page: string, link: string): string[] {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  if (!existsSync(path.join(ROOT, target))) return [link];
  return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [link];
}

it('finds the pages, so that the rules below can fail', () => {
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']));
  expect(anchorsOf('docs/deploying.md')).toContain('parameters-before-anything-is-deployed');
});

it.each(PAGES)('every link of %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link!);
  expect(links.flatMap((link) => missing(page, link))).toEqual([]);
});

it.each(PAGES.filter((page) => !page.startsWith('packages/') && page !== 'CHANGELOG.md'))(
  'every path that %s names is there',
  (page) => {
    const folders = 'src|packages|tools|tests|events|samples|docs|statemachine|layers|bench|findings|local';
    const named = [...read(page).matchAll(new RegExp(`\`((?:${folders})/[a-z0-9./_-]*)\``, 'g'))].map(
      ([, file]) => file!,
    );
    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  },
);

it.each(PAGES.filter((page) => page !== 'CHANGELOG.md'))('every script that %s names is there', (page) => {
  const named = [...read(page).matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, script]) => script!);
  expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
});

it('README is read within minutes', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(121);
});
