// What the reviewer has answered, what came of it, and what may still be taken back.

import { useCallback } from 'preact/hooks';
import { writeTime } from '../../shared/language.ts';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useDesk } from '../desk.ts';
import type { Mine } from '../review-api.ts';
import { useLoad } from '../use-load.ts';
import { ProblemNote } from './problem-note.tsx';

export function MineScreen() {
  const { api, texts, language } = useDesk();
  const load = useCallback(async () => (await api.get<Mine>('/v1/reviews/mine')).body, [api]);
  const { value: mine, problem } = useLoad<Mine>(load);
  return (
    <>
      <ScreenHeading>{texts.mine.heading}</ScreenHeading>
      <ProblemNote problem={problem} />
      {mine && <p>{texts.mine.counts(mine.content.seen, mine.content.most)}</p>}
      {mine && mine.votes.length === 0 && <p>{texts.mine.none}</p>}
      {mine && mine.votes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is wider than the screen is scrolled by keys.
        <section class="wide" tabIndex={0} aria-label={texts.mine.heading}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.mine.when}</th>
                <th scope="col">{texts.mine.answer}</th>
                <th scope="col">{texts.mine.why}</th>
                <th scope="col">{texts.mine.outcome}</th>
              </tr>
            </thead>
            <tbody>
              {mine.votes.map(({ photoId, at, decision, reason, state, outcome }) => (
                <tr key={`${photoId}${at}`}>
                  <td>
                    <a href={`#ticket/${encodeURIComponent(photoId)}`}>{writeTime(language, at)}</a>
                  </td>
                  <td>{texts.decided[decision]}</td>
                  <td>{reason ?? '–'}</td>
                  <td>{outcome ? texts.decided[outcome] : texts.mine.states[state]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
