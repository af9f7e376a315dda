// What the rules saw. Numbers weigh on people's minds: they stay folded until the reviewer has answered, or asks for them.

import { useDesk } from '../desk.ts';
import type { Ticket } from '../review-api.ts';
import type { Texts } from '../texts.en.ts';

interface Given {
  findings: Ticket['findings'];
  showsNumbers: boolean;
  onShow(): void;
}

export function Findings({ findings, showsNumbers, onShow }: Given) {
  const { texts } = useDesk();
  const worthReading = [...findings].sort((one, other) => rank(one.status) - rank(other.status));
  return (
    <>
      <h2>{texts.ticket.findings}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that is wider than the screen is scrolled by keys. */}
      <section class="wide" tabIndex={0} aria-label={texts.ticket.findings}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.ticket.check}</th>
              <th scope="col">{texts.ticket.state}</th>
              {showsNumbers && <th scope="col">{texts.ticket.measured}</th>}
              {showsNumbers && <th scope="col">{texts.ticket.bound}</th>}
            </tr>
          </thead>
          <tbody>
            {worthReading.map(({ code, title, status, measured, threshold }) => (
              <tr key={code} class={status}>
                <td>{title}</td>
                <td>{texts.ticket.states[status as keyof Texts['ticket']['states']] ?? status}</td>
                {showsNumbers && <td>{measured ?? '–'}</td>}
                {showsNumbers && <td>{threshold ?? '–'}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {!showsNumbers && (
        <p>
          <button type="button" class="link" onClick={onShow}>
            {texts.ticket.showNumbers}
          </button>{' '}
          <span class="soft">{texts.ticket.numbersLater}</span>
        </p>
      )}
    </>
  );
}

const ORDER = ['failed', 'review', 'unavailable', 'passed', 'not-applicable'];
const rank = (status: string) => ORDER.indexOf(status);
