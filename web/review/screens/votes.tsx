// What others have answered, where more than one answer counts.

import { useDesk } from '../desk.ts';
import type { Ticket } from '../review-api.ts';

export function Votes({ votes }: Pick<Ticket, 'votes'>) {
  const { texts } = useDesk();
  if (votes.length === 0) return null;
  return (
    <>
      <h2>{texts.ticket.votes}</h2>
      <ul>
        {votes.map(({ name, decision, reason, at }) => (
          <li key={`${name}${at}`}>
            {name}: {texts.decided[decision]}
            {reason && ` (${reason})`}
          </li>
        ))}
      </ul>
    </>
  );
}
