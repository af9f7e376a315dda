// The photo as it will be sent, and its way: progress, what broke, and the same photo again.

import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiProblem, problemOf } from '../../shared/api.ts';
import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { sentenceFor } from '../../shared/sentence.ts';
import { usePage } from '../page.ts';
import { hashOf } from '../routes.ts';
import { postByXhr, sendPhoto } from '../upload/send-photo.ts';

type State =
  | { name: 'preview' }
  | { name: 'sending'; percent: number }
  | { name: 'failed'; problem: ApiProblem };

export function SendScreen({ picture, onDone }: { picture: Blob; onDone(): void }) {
  const { api, texts, refresh } = usePage();
  const [state, setState] = useState<State>({ name: 'preview' });
  const address = useAddressOf(picture);
  const photoId = useRef(crypto.randomUUID());
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);

  async function send() {
    setState({ name: 'sending', percent: 0 });
    try {
      await sendPhoto(api, postByXhr, {
        photoId: photoId.current,
        file: picture,
        onProgress: (share) => setState({ name: 'sending', percent: Math.round(share * 100) }),
        signal: abort.current.signal,
      });
      location.hash = hashOf({ screen: 'photo', photoId: photoId.current });
      onDone();
    } catch (error) {
      if (abort.current.signal.aborted) return;
      const problem = problemOf(error);
      if (['consent-missing', 'consent-outdated', 'signed-out'].includes(problem.type)) await refresh();
      setState({ name: 'failed', problem });
    }
  }

  return (
    <>
      <ScreenHeading>
        {state.name === 'sending' ? texts.sending.heading : texts.preview.heading}
      </ScreenHeading>
      {address && <img class="picture" src={address} alt={texts.preview.picture} />}
      {state.name === 'failed' && (
        <div class="note bad" role="alert">
          <p>
            {texts.sending.failed} {sentenceFor(texts, state.problem)}
          </p>
          {/* The sentence for that says so itself. */}
          {state.problem.type !== 'offline' && <p>{texts.sending.keep}</p>}
        </div>
      )}
      {state.name === 'sending' ? (
        <p role="status">
          <label for="progress">{texts.sending.progress(state.percent)}</label>
          <progress id="progress" max={100} value={state.percent} />
        </p>
      ) : (
        <>
          <p class="soft">{texts.preview.withoutPlace}</p>
          <div class="acts">
            <button type="button" class="first" onClick={() => void send()}>
              {state.name === 'failed' ? texts.again : texts.preview.use}
            </button>
            <button type="button" onClick={onDone}>
              {texts.preview.again}
            </button>
          </div>
        </>
      )}
    </>
  );
}

function useAddressOf(picture: Blob): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(picture);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return address;
}
