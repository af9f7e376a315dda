// What the reviewer has answered, what came of it, and what may still be taken back.

import { useCallback } from 'preact/hooks';
import type { Ask } from '../../shared/api.ts';
import { writeTime } from '../../shared/language.ts';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useWatched } from '../../shared/use-watched.ts';
import { useDesk } from '../desk.ts';
import type { Mine } from '../review-api.ts';

export function MineScreen() {
  const { api, texts } = useDesk();
  const load = useCallback((ask: Ask) => api.get<Mine>('/v1/reviews/mine', ask), [api]);
  const { value: mine, problem } = useWatched(load);
  return (
    <>
      <ScreenHeading>{texts.mine.heading}</ScreenHeading>
      <ProblemNote texts={texts} problem={problem} />
      {mine && <p>{texts.mine.counts(mine.content.seen, mine.content.most)}</p>}
      {mine && mine.votes.length === 0 && <p>{texts.mine.none}</p>}
      {mine && mine.votes.length > 0 && (
        <MineTable votes={mine.votes} label={texts.mine.heading} showsWhy={true} />
      )}
    </>
  );
}

interface Given {
  votes: Mine['votes'];
  label: string;
  showsWhy?: boolean;
}

export function MineTable({ votes, label, showsWhy = false }: Given) {
  const { texts, language } = useDesk();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is wider than the screen is scrolled by keys.
    <section class="wide" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.mine.when}</th>
            <th scope="col">{texts.mine.answer}</th>
            {showsWhy && <th scope="col">{texts.mine.why}</th>}
            <th scope="col">{texts.mine.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {votes.map(({ photoId, at, decision, reason, state, outcome }) => (
            <tr key={`${photoId}${at}`}>
              <td>
                <a href={`#ticket/${encodeURIComponent(photoId)}`}>{writeTime(language, at)}</a>
              </td>
              <td>{texts.decided[decision]}</td>
              {showsWhy && <td>{reason ?? '–'}</td>}
              <td>{outcome ? texts.decided[outcome] : texts.mine.states[state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
