// The report of a recheck as one page: everything is in it, and nothing is fetched.

import { type Configuration, parseConfiguration } from '../../src/domain/configuration.ts';
import { FINDINGS, type FindingCode } from '../../src/domain/finding.ts';
import { MEASURE_NAMES } from '../../src/domain/measure-scales.ts';
import { movedPhotos } from '../../src/domain/recheck-report.ts';
import { histogram } from './histogram.ts';
import type { FoundReport } from './report.ts';
import { agreement, cell, movesOf } from './table.ts';

export interface PageOptions {
  /** The thresholds of new photos. */
  deployed: Configuration;
  /** Data URLs by photo id. */
  pictures: ReadonlyMap<string, string>;
}

export function reportPage(
  { plan, report, broken }: FoundReport,
  { deployed, pictures }: PageOptions,
): string {
  const tried = parseConfiguration(plan.configuration);
  const rules = Object.entries(report.rules).sort(([, one], [, other]) => other.changed - one.changed);
  const title = `Recheck ${plan.recheckId}`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escaped(title)}</title><style>${STYLE}</style>
<h1>${escaped(title)}</h1>
<p>${number.format(report.photos)} photos, ${number.format(movedPhotos(report))} would have another answer. Thresholds <code>${plan.configurationVersion}</code>: <code>${escaped(plan.configuration || 'the defaults')}</code></p>
${report.withoutMeasures > 0 ? `<p>${cell(report.withoutMeasures)} were answered before measures were kept: what other thresholds say of them is unknown.</p>` : ''}
${Object.entries(broken)
  .map(([error, count]) => `<p>${cell(count)} could not be looked at: <code>${escaped(error)}</code></p>`)
  .join('\n')}
<h2>What would change</h2>
${table(
  ['from', 'to', 'photos', 'for example'],
  movesOf(report.moves).map(([move, count]) => {
    const [from = '', to = ''] = move.split('>');
    const examples = (report.examples[move] ?? []).map(({ photoId, codes }) =>
      example(photoId, codes, pictures),
    );
    return `<td>${from}<td>${to}<td class="n">${cell(count)}<td><div class="examples">${examples.join('')}</div>`;
  }),
  'Nothing.',
)}
<h2>Rules that would say something else</h2>
${table(
  ['rule', 'photos', 'with another answer', 'lack what it measures'],
  rules.map(
    ([code, rule]) =>
      `<td>${escaped(titleOf(code as FindingCode))}<td class="n">${cell(rule.changed)}<td>${movesOf(
        rule.moves,
      )
        .map(([move, count]) => `${cell(count)} ${move.replace('>', ' to ')}`)
        .join('<br>')}<td class="n">${cell(rule.unknown)}`,
  ),
  'None.',
)}
<h2>What people decided</h2>
<p>${
    report.people.photos === 0
      ? 'None of these photos was decided by people.'
      : `Of ${cell(report.people.photos)} photos that people decided, the rules as they were ${agreement(report.people.before)}; as they would be, ${agreement(report.people.now)}.`
  }</p>
<h2>Measures</h2>
<p>Red: photos with another answer. Dashed: bounds of new photos today; solid: the bounds tried.</p>
<div class="histograms">
${MEASURE_NAMES.map((name) => histogram(name, report.histograms[name], deployed, tried)).join('\n')}
</div></html>
`;
}

/** Without rows, a word that says so. What is too wide for a small screen is moved by itself. */
function table(heads: readonly string[], rows: readonly string[], nothing: string): string {
  if (rows.length === 0) return `<p>${nothing}</p>`;
  const head = heads.map((each) => `<th scope="col">${each}`).join('');
  return `<div class="wide"><table><tr>${head}</tr>\n${rows.map((row) => `<tr>${row}</tr>`).join('\n')}</table></div>`;
}

function example(photoId: string, codes: FindingCode[], pictures: ReadonlyMap<string, string>): string {
  const picture = pictures.get(photoId);
  const words = `${photoId}: ${codes.map(titleOf).join(', ')}`;
  return picture
    ? `<img src="${picture}" alt="${escaped(words)}" title="${escaped(words)}" width="80" height="80">`
    : `<span class="id" title="${escaped(words)}">${escaped(photoId)}</span>`;
}

const number = new Intl.NumberFormat('en');
const titleOf = (code: FindingCode): string => FINDINGS[code].title.en;

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}th,td{text-align:left;padding:.3rem .8rem;border-bottom:1px solid #8884;vertical-align:top}.n{text-align:right;font-variant-numeric:tabular-nums}
code,h1{overflow-wrap:anywhere}.wide{overflow-x:auto}.examples{display:flex;flex-wrap:wrap;gap:4px}.examples img{border-radius:6px;object-fit:cover}.id{font-size:.75rem;padding:0 .3rem;border:1px solid #8886;border-radius:4px}
.histograms{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr));gap:1rem}figure{margin:0}figcaption{font-weight:600}svg{width:100%;height:auto}
.all{fill:#8aa8c8}.moved{fill:#c0392b}.old{stroke:#888;stroke-dasharray:3 3}.new{stroke:currentColor;stroke-width:1.5}text{font-size:11px;fill:currentColor}
@media(max-width:30rem){th,td{padding:.3rem .4rem}h1{font-size:1.5rem}}`;
