// The camera: a mirrored preview, one hint at a time, and a shutter that is always the rider's.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { loadAdvice } from '../advice.ts';
import {
  CameraError,
  type CameraTrouble,
  closeCamera,
  createEye,
  firstFrame,
  openCamera,
  takePicture,
} from '../capture/camera.ts';
import { playChime } from '../capture/chime.ts';
import type { FaceFinder } from '../capture/face-finder.ts';
import { type Hint, hintFor, type SteadyHint, settle, UNSURE } from '../capture/hints.ts';
import { usePage } from '../page.ts';
import { hashOf } from '../routes.ts';
import { FilePicker } from './file-picker.tsx';

const LOOKS_A_SECOND = 5;
const COUNTDOWN_SECONDS = 3;

export function CameraScreen({ onPicture }: { onPicture(picture: Blob): void }) {
  const { texts } = usePage();
  const [attempt, setAttempt] = useState(0);
  const [trouble, setTrouble] = useState<CameraTrouble>();
  const [fileTrouble, setFileTrouble] = useState<string>();
  const words = trouble && texts.camera[trouble];
  if (!words) return <LiveCamera key={attempt} onPicture={onPicture} onTrouble={setTrouble} />;
  return (
    <>
      <ScreenHeading>{words.heading}</ScreenHeading>
      <p>{words.text}</p>
      <div class="acts">
        <button
          type="button"
          onClick={() => {
            setTrouble(undefined);
            setAttempt(attempt + 1);
          }}
        >
          {texts.again}
        </button>
        <FilePicker onPicture={onPicture} onTrouble={setFileTrouble} />
      </div>
      {fileTrouble && (
        <p class="note bad" role="alert">
          {fileTrouble}
        </p>
      )}
    </>
  );
}

interface Ways {
  onPicture(picture: Blob): void;
  onTrouble(trouble: CameraTrouble): void;
}

function LiveCamera({ onPicture, onTrouble }: Ways) {
  const { texts, language } = usePage();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'asking' | 'preparing' | 'live'>('asking');
  const [advice, setAdvice] = useState<Readonly<Record<Hint, string>>>();
  const [isAutomatic, setAutomatic] = useState(false);
  const [hasSounds, setSounds] = useState(false);
  const hint = useHints(video, state === 'live');
  const sentence =
    hint === undefined || !advice ? undefined : hint === null ? texts.camera.ready : advice[hint];
  const countdown = useCountdown(isAutomatic && hint === null && state === 'live', () => void take());

  // Before paint, on every way out: an effect that ends later leaves the light of the camera on.
  useLayoutEffect(() => {
    const opened = openCamera();
    let isGone = false;
    let stream: MediaStream | undefined;
    const close = () => {
      if (stream) closeCamera(stream);
    };
    opened.then(
      async (given) => {
        stream = given;
        if (isGone) return close();
        setState('preparing');
        const element = video.current!;
        element.srcObject = given;
        await element.play().catch(() => undefined);
        await firstFrame(element);
        if (!isGone) setState('live');
      },
      (error: unknown) => {
        if (!isGone) onTrouble(error instanceof CameraError ? error.trouble : 'busy');
      },
    );
    const leaveWhenHidden = () => {
      if (document.hidden && stream) location.hash = hashOf({ screen: 'how' });
    };
    document.addEventListener('visibilitychange', leaveWhenHidden);
    return () => {
      isGone = true;
      document.removeEventListener('visibilitychange', leaveWhenHidden);
      close();
    };
  }, []);
  useEffect(() => {
    loadAdvice(language).then(setAdvice, () => undefined);
  }, [language]);
  useEffect(() => {
    if (sentence) announce(sentence);
    if (hint === null && hasSounds) playChime();
  }, [sentence]);

  async function take() {
    if (state !== 'live' || !video.current) return;
    const picture = await takePicture(video.current);
    announce(texts.camera.taken);
    onPicture(picture);
  }

  return (
    <>
      <ScreenHeading>{texts.camera.heading}</ScreenHeading>
      {state === 'asking' && <p class="note">{texts.camera.asking}</p>}
      <div class={`viewfinder ${hint === null ? 'well' : ''}`}>
        <video ref={video} muted autoPlay playsInline aria-label={texts.camera.preview} />
        <div class="oval" aria-hidden="true" />
        {state === 'live' && sentence && (
          <p class="hint" aria-hidden="true">
            {countdown === undefined ? sentence : texts.camera.countdown(countdown)}
          </p>
        )}
        {state === 'preparing' && <p class="hint busy">{texts.camera.preparing}</p>}
      </div>
      <div class="acts">
        <button type="button" class="first" disabled={state !== 'live'} onClick={() => void take()}>
          {texts.camera.take}
        </button>
        <a class="button" href={hashOf({ screen: 'how' })}>
          {texts.back}
        </a>
      </div>
      <p>
        <label>
          <input
            type="checkbox"
            checked={isAutomatic}
            onChange={({ currentTarget }) => setAutomatic(currentTarget.checked)}
          />
          {texts.camera.automatic}
        </label>
      </p>
      <p>
        <label>
          <input
            type="checkbox"
            checked={hasSounds}
            onChange={({ currentTarget }) => setSounds(currentTarget.checked)}
          />
          {texts.camera.sounds}
        </label>
      </p>
    </>
  );
}

/** The hint to be shown: undefined before anything is sure. */
function useHints(video: { current: HTMLVideoElement | null }, isLive: boolean): Hint | null | undefined {
  const [shown, setShown] = useState<SteadyHint['shown']>();
  useEffect(() => {
    if (!isLive) return;
    const look = createEye();
    let steady = UNSURE;
    let findFaces: FaceFinder | undefined;
    import('../capture/face-finder.ts')
      .then(({ createFaceFinder }) => createFaceFinder())
      .then(
        (finder) => {
          findFaces = finder;
        },
        () => undefined,
      );
    const timer = setInterval(() => {
      const seen = video.current && look(video.current, findFaces);
      if (!seen) return;
      steady = settle(steady, hintFor(seen), performance.now());
      // All is well only when something has looked for a face.
      setShown(steady.shown === null && !findFaces ? undefined : steady.shown);
    }, 1000 / LOOKS_A_SECOND);
    return () => clearInterval(timer);
  }, [isLive]);
  return shown;
}

/** Seconds left while it counts; starts anew whenever it is off in between. */
function useCountdown(isOn: boolean, onEnd: () => void): number | undefined {
  const [left, setLeft] = useState<number>();
  useEffect(() => {
    if (!isOn) {
      setLeft(undefined);
      return;
    }
    let seconds = COUNTDOWN_SECONDS;
    setLeft(seconds);
    const timer = setInterval(() => {
      seconds -= 1;
      if (seconds > 0) return setLeft(seconds);
      clearInterval(timer);
      onEnd();
    }, 1000);
    return () => clearInterval(timer);
  }, [isOn]);
  return left;
}
