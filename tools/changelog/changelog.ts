// Turns conventional commits into a changelog: what users, operators and developers of the parts meet. Tests, docs and chores stay
// in the history.

/** For `git log --format`: day, tags and subject of each commit, on a line. */
export const LOG_FORMAT = '%cs%x09%D%x09%s';

export interface Commit {
  /** `2026-11-28` */
  day: string;
  /** The release that ends with this commit: `v1.2.0`. */
  release: string | undefined;
  subject: string;
}

/** In the order in which they stand. */
const HEADINGS: Readonly<Record<string, string>> = {
  feat: 'Added',
  fix: 'Fixed',
  perf: 'Faster',
  refactor: 'Changed inside',
};
const CONVENTIONAL = /^(?<kind>[a-z]+)(?:\((?<scope>[^)]+)\))?(?<breaks>!?): (?<text>.+)$/;
/** What a subject says beside its change, of the tests and pages that came along. */
const BESIDE = /; (?:test|docs|bench)(?:\([^)]*\))?: .*$/;

const HEAD = `# Changelog

Drawn from the commits by \`npm run changelog -- --write\`. Tests, docs and chores are in the history alone.
`;

/** The lines of \`git log\` in LOG_FORMAT, newest first. */
export function readLog(log: string): Commit[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [day = '', names = '', ...subject] = line.split('\t');
      const release = /\btag: (v\d+\.\d+\.\d+)\b/.exec(names)?.[1];
      return { day, release, subject: subject.join('\t') };
    });
}

/** The whole file. Commits newer than every release are under their days. */
export function drawChangelog(commits: readonly Commit[]): string {
  const sections = new Map<string, string[]>();
  let release = 'Unreleased';
  for (const commit of commits) {
    if (commit.release) release = commit.release;
    const title = `${release}, ${commit.day}`;
    sections.set(title, [...(sections.get(title) ?? []), commit.subject]);
  }
  const drawn = [...sections]
    .map(([title, subjects]) => drawSection(title, subjects))
    .filter((text) => text !== '');
  return `${[HEAD, ...drawn].join('\n')}`;
}

function drawSection(title: string, subjects: readonly string[]): string {
  const parsed = subjects.flatMap((subject) => {
    const groups = CONVENTIONAL.exec(subject)?.groups;
    return groups ? [{ kind: groups['kind']!, breaks: groups['breaks'] === '!', line: lineOf(groups) }] : [];
  });
  const breaking = parsed.filter(({ breaks }) => breaks);
  const groups = [
    { heading: 'Breaking', entries: breaking },
    ...Object.entries(HEADINGS).map(([kind, heading]) => ({
      heading,
      entries: parsed.filter((entry) => entry.kind === kind && !entry.breaks),
    })),
  ].filter(({ entries }) => entries.length > 0);
  if (groups.length === 0) return '';
  const texts = groups.map(
    ({ heading, entries }) => `### ${heading}\n\n${entries.map(({ line }) => `${line}\n`).join('')}`,
  );
  return `## ${title}\n\n${texts.join('\n')}`;
}

function lineOf(groups: Record<string, string | undefined>): string {
  const text = groups['text']!.replace(BESIDE, '');
  return groups['scope'] ? `- **${groups['scope']}**: ${text}` : `- ${text}`;
}
