// Do the bounds of the rules match what people decide? Per check: how many, how people decided, and the bound that would have
// agreed with them best.

import { useCallback } from 'preact/hooks';
import type { Ask } from '../../shared/api.ts';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useWatched } from '../../shared/use-watched.ts';
import { useDesk } from '../desk.ts';
import type { Thresholds } from '../review-api.ts';
import { writeDuration } from '../time-left.ts';

type Check = Thresholds['checks'][number];

export function ThresholdsScreen() {
  const { api, texts, language } = useDesk();
  const load = useCallback((ask: Ask) => api.get<Thresholds>('/v1/reviews/thresholds', ask), [api, language]);
  const { value, problem } = useWatched(load);
  return (
    <>
      <ScreenHeading>{texts.thresholds.heading}</ScreenHeading>
      <ProblemNote texts={texts} problem={problem} />
      {value && value.checks.length === 0 && <p>{texts.thresholds.none}</p>}
      {value?.checks.map((check) => (
        <CheckCard key={check.code} check={check} least={value.leastForAdvice} />
      ))}
    </>
  );
}

function CheckCard({ check, least }: { check: Check; least: number }) {
  const { texts, language } = useDesk();
  const { title, n, approvedShare, bestBound, histogram, medianMinutes, compared, skips } = check;
  const percent = (share: number) =>
    new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
  const number = (value: number) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <dl>
        <dt>{texts.thresholds.count}</dt>
        <dd>{n}</dd>
        <dt>{texts.thresholds.approved}</dt>
        <dd>
          {approvedShare
            ? `${percent(approvedShare.share)} (${percent(approvedShare.low)} – ${percent(approvedShare.high)})`
            : '–'}
        </dd>
        <dt>{texts.thresholds.minutes}</dt>
        <dd>{medianMinutes === null ? '–' : writeDuration(language, medianMinutes * 60_000)}</dd>
        <dt>{texts.thresholds.compared}</dt>
        <dd>{compared.n === 0 ? '–' : texts.thresholds.agreed(compared.agreed, compared.n)}</dd>
        <dt>{texts.thresholds.skips}</dt>
        <dd>{skips}</dd>
        <dt>{texts.thresholds.best}</dt>
        <dd>
          {bestBound
            ? texts.thresholds[bestBound.approve === 'at-least' ? 'atLeast' : 'below'](
                number(bestBound.bound),
                percent(bestBound.agreedShare),
              )
            : texts.thresholds.noAdvice(least)}
        </dd>
      </dl>
      {histogram.length > 0 && <Histogram bars={histogram} number={number} />}
    </section>
  );
}

const HEIGHT = 60;
const BAR = 20;

function Histogram({ bars, number }: { bars: Check['histogram']; number(value: number): string }) {
  const { texts } = useDesk();
  const most = Math.max(1, ...bars.map(({ approve, retake, reject }) => approve + retake + reject));
  const high = (count: number) => (count / most) * HEIGHT;
  return (
    <figure>
      <svg
        class="histogram"
        viewBox={`0 0 ${bars.length * BAR} ${HEIGHT}`}
        role="img"
        aria-label={texts.thresholds.histogram}
      >
        {bars.map(({ from, to, approve, retake, reject }, index) => (
          <g key={from}>
            <title>{texts.thresholds.bar(number(from), number(to), approve, retake + reject)}</title>
            <rect
              class="approved"
              x={index * BAR}
              y={HEIGHT - high(approve)}
              width={BAR - 2}
              height={high(approve)}
            />
            <rect
              class="refused"
              x={index * BAR}
              y={HEIGHT - high(approve + retake + reject)}
              width={BAR - 2}
              height={high(retake + reject)}
            />
          </g>
        ))}
      </svg>
      <figcaption class="soft">{texts.thresholds.histogram}</figcaption>
    </figure>
  );
}
