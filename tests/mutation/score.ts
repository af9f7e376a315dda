// What a run of Stryker says, as a table of folders and a list of what survived.

/** As in mutation.json. https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema */
export interface Report {
  files: Record<string, { source: string; mutants: Mutant[] }>;
}

export interface Mutant {
  status:
    | 'Killed'
    | 'Timeout'
    | 'Survived'
    | 'NoCoverage'
    | 'Ignored'
    | 'CompileError'
    | 'RuntimeError'
    | 'Pending';
  replacement?: string;
  location: { start: Position; end: Position };
}

interface Position {
  line: number;
  column: number;
}

const NOTICED = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

/** One line for each folder and one for all: mutants, noticed ones, and their share. */
export function scoreOf({ files }: Report): string {
  const folders = new Map<string, { noticed: number; all: number }>();
  for (const [file, { mutants }] of Object.entries(files)) {
    const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
    const all = noticed + mutants.filter(({ status }) => MISSED.includes(status)).length;
    for (const folder of [file.slice(0, file.lastIndexOf('/')), 'all']) {
      const sum = folders.get(folder) ?? { noticed: 0, all: 0 };
      folders.set(folder, { noticed: sum.noticed + noticed, all: sum.all + all });
    }
  }
  return [...folders]
    .map(([folder, { noticed, all }]) => `${percent(noticed, all)} (${noticed} of ${all}) ${folder}`)
    .join('\n');
}

/** One line for each mutant that no test noticed: place, text, and what it became. */
export function survivorsOf({ files }: Report): string[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ status }) => MISSED.includes(status))
      .map(({ location: { start, end }, replacement = '' }) => {
        const line = lines[start.line - 1] ?? '';
        const was = line.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
        return `${file}:${start.line}:${start.column} ${was} -> ${replacement.replace(/\s+/g, ' ')}`;
      });
  });
}

function percent(part: number, all: number): string {
  return all === 0 ? '   - ' : `${((100 * part) / all).toFixed(1)} %`;
}
