// The photo, and what it has to be held beside.

import { useDesk } from '../desk.ts';
import type { Ticket } from '../review-api.ts';
import { type Peek, PeekButtons, Picture } from './picture.tsx';

interface Given {
  ticket: Ticket & { picture: NonNullable<Ticket['picture']> };
  peek: Peek;
  isLarge: boolean;
  onLarge(isLarge: boolean): void;
}

export function TicketPictures({ ticket, peek, isLarge, onLarge }: Given) {
  const { texts } = useDesk();
  return (
    <>
      <div class={`pictures${isLarge ? ' large' : ''}`}>
        <Picture
          url={ticket.picture.url}
          label={texts.ticket.picture}
          isCovered={peek.isCovered}
          isLarge={isLarge}
          faceBox={ticket.faceBox}
        />
        {ticket.candidates.map(
          ({ because, picture }) =>
            picture && (
              <Picture
                key={picture.url}
                url={picture.url}
                label={texts.ticket.besideBecause(titleOf(ticket, because))}
                isCovered={peek.isCovered}
                isLarge={isLarge}
              />
            ),
        )}
      </div>
      <div class="acts">
        <PeekButtons peek={peek} />
        <button type="button" aria-pressed={isLarge} onClick={() => onLarge(!isLarge)}>
          {isLarge ? texts.ticket.smaller : texts.ticket.zoom}
        </button>
      </div>
    </>
  );
}

const titleOf = ({ findings, reasons }: Ticket, code: string) =>
  [...reasons, ...findings].find((each) => each.code === code)?.title ?? code;
