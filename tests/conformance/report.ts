// docs/conformance.md, drawn from what endpoints answered.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../sam/project.ts';
import { SERVICES, type ServiceName } from './case.ts';
import { CASES } from './cases/cases.ts';
import type { Verdict } from './run-cases.ts';

export interface EndpointResults {
  name: string;
  isOurs: boolean;
  verdicts: Partial<Record<ServiceName, Verdict[]>>;
}

export const REPORT = path.join(ROOT, 'docs/conformance.md');
/** What a person wrote stands above it. */
const DRAWN = '<!-- Drawn by npm run conformance -- --write -->';

const MARKS = { same: 'yes', different: '**no**', missing: 'not there' } as const;

export function writeReport(results: readonly EndpointResults[], today = new Date()): void {
  const written = readFileSync(REPORT, 'utf8').split(DRAWN)[0] ?? '';
  const date = today.toISOString().slice(0, 10);
  const parts = [
    `${written}${DRAWN}`,
    `Asked on ${date}; how many of the cases were answered as AWS answers:`,
    table(
      ['service', 'cases', ...results.map(({ name }) => name)],
      SERVICES.map((service) => [
        service,
        String(CASES[service].length),
        ...results.map(({ verdicts }) => counted(verdicts[service] ?? [])),
      ]),
    ),
    ...SERVICES.flatMap((service) => [
      `## ${service}`,
      table(
        ['case', 'source', ...results.map(({ name }) => name)],
        CASES[service].map(({ name, source }, index) => [
          name,
          source.startsWith('https:') ? `[page](${source})` : source,
          ...results.map(({ verdicts }) => MARKS[verdicts[service]?.[index]?.kind ?? 'missing']),
        ]),
      ),
    ]),
  ];
  writeFileSync(REPORT, `${parts.join('\n\n')}\n`);
}

function counted(verdicts: readonly Verdict[]): string {
  const same = verdicts.filter(({ kind }) => kind === 'same').length;
  const missing = verdicts.filter(({ kind }) => kind === 'missing').length;
  return missing === 0 ? String(same) : `${same} (${missing} not there)`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => '---'), ...rows];
  return lines.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
