// The one way in which the desk draws a picture: covered where it may be hard to look at, whatever its size, uncovered only while
// somebody asks for it, by pointer, finger or key alike.

import { useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import type { Ticket } from '../review-api.ts';

interface Given {
  url: string;
  label: string;
  isCovered: boolean;
  isLarge: boolean;
  faceBox?: Ticket['faceBox'];
}

export function Picture({ url, label, isCovered, isLarge, faceBox }: Given) {
  const { texts, settings } = useDesk();
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <p class="note">{texts.ticket.noPicture}</p>;
  const shape = `${isLarge ? ' large' : ''}${isCovered ? ' covered' : ''}${isCovered && settings.greys ? ' grey' : ''}`;
  return (
    <figure class={`drawn${shape}`}>
      <div class="frame">
        <img src={url} alt={isCovered ? texts.ticket.covered : label} onError={() => setBroken(true)} />
        {faceBox && !isCovered && <FaceBox box={faceBox} label={texts.ticket.face} />}
      </div>
      <figcaption>{label}</figcaption>
    </figure>
  );
}

/** Drawn in the units of the picture: no styles of its own, which the page's policy would refuse. */
function FaceBox({ box, label }: { box: NonNullable<Ticket['faceBox']>; label: string }) {
  const percent = (ratio: number) => `${(ratio * 100).toFixed(2)}%`;
  return (
    <svg class="box" role="img" aria-label={label}>
      <rect
        x={percent(box.left)}
        y={percent(box.top)}
        width={percent(box.width)}
        height={percent(box.height)}
      />
    </svg>
  );
}

/** Whether pictures are uncovered now: for good by a button, or for as long as a key, pointer or finger holds them so. */
export function usePeek(startsCovered: boolean) {
  const [isShown, setShown] = useState(!startsCovered);
  const [isHeld, setHeld] = useState(false);
  const [wasLifted, setLifted] = useState(false);
  const lift = () => setLifted(true);
  return {
    isCovered: !isShown && !isHeld,
    isShown,
    /** Somebody has seen it. */
    wasLifted: wasLifted || !startsCovered,
    toggle() {
      lift();
      setShown(!isShown);
    },
    hold() {
      lift();
      setHeld(true);
    },
    release: () => setHeld(false),
  };
}
export type Peek = ReturnType<typeof usePeek>;

export function PeekButtons({ peek }: { peek: Peek }) {
  const { texts } = useDesk();
  const { hold, release } = peek;
  return (
    <>
      {!peek.isShown && (
        <button
          type="button"
          onPointerDown={hold}
          onPointerUp={release}
          onPointerLeave={release}
          onPointerCancel={release}
          onKeyDown={({ key, repeat }) => {
            if ((key === ' ' || key === 'Enter') && !repeat) hold();
          }}
          onKeyUp={release}
          onBlur={release}
        >
          {texts.ticket.show}
        </button>
      )}
      <button type="button" aria-pressed={peek.isShown} onClick={peek.toggle}>
        {peek.isShown ? texts.ticket.cover : texts.ticket.keepShown}
      </button>
    </>
  );
}
