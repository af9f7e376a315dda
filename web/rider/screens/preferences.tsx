// Language and ways of the messages that a rider is sent.

import { useEffect, useState } from 'preact/hooks';
import { announce } from '../../shared/announcer.tsx';
import { ApiProblem } from '../../shared/api.ts';
import { sentenceFor, usePage } from '../page.ts';

const CHANNELS = ['email', 'push', 'sms'] as const;
type Channel = (typeof CHANNELS)[number];

export function Preferences() {
  const { api, texts, language } = usePage();
  const [channels, setChannels] = useState<readonly Channel[]>();
  const [problem, setProblem] = useState<ApiProblem>();
  useEffect(() => {
    api.get<{ channels: Channel[] }>('/v1/me/preferences').then(
      ({ body }) => setChannels(body?.channels ?? []),
      (error: unknown) => setProblem(error instanceof ApiProblem ? error : undefined),
    );
  }, [api]);

  async function save(chosen: readonly Channel[]) {
    setChannels(chosen);
    try {
      await api.put('/v1/me/preferences', { body: { language, channels: chosen } });
      setProblem(undefined);
      announce(texts.preferences.saved);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    }
  }

  return (
    <fieldset disabled={channels === undefined}>
      <legend>{texts.preferences.heading}</legend>
      {CHANNELS.map((channel) => (
        <p key={channel}>
          <label>
            <input
              type="checkbox"
              checked={channels?.includes(channel) ?? false}
              onChange={({ currentTarget: { checked } }) =>
                void save(
                  checked
                    ? [...(channels ?? []), channel]
                    : (channels ?? []).filter((each) => each !== channel),
                )
              }
            />
            {texts.preferences.channels[channel]}
          </label>
        </p>
      ))}
      {problem && (
        <p class="note bad" role="alert">
          {sentenceFor(texts, problem)}
        </p>
      )}
    </fieldset>
  );
}
