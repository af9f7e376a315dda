// Ways of the messages that a rider is sent, and what comes with them. The language is that of the page.

import { useState } from 'preact/hooks';
import { CHANNELS } from '../../../src/domain/channels.ts';
import { announce } from '../../shared/announcer.tsx';
import { ApiProblem } from '../../shared/api.ts';
import { sentenceFor } from '../../shared/sentence.ts';
import { usePage, useRider } from '../page.ts';
import type { Preferences } from '../rider-api.ts';

export function PreferencesForm() {
  const { api, texts, language, refresh } = usePage();
  const { preferences } = useRider().me;
  const [problem, setProblem] = useState<ApiProblem>();
  const { channels, insights } = preferences;

  async function save(change: Partial<Preferences>) {
    try {
      await api.put('/v1/me/preferences', {
        body: { ...preferences, language, ...change },
        keepalive: true,
      });
      await refresh();
      setProblem(undefined);
      announce(texts.preferences.saved);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    }
  }

  return (
    <fieldset>
      <legend>{texts.preferences.heading}</legend>
      {CHANNELS.map((channel) => (
        <p key={channel}>
          <label>
            <input
              type="checkbox"
              checked={channels.includes(channel)}
              onChange={({ currentTarget: { checked } }) =>
                void save({
                  channels: CHANNELS.filter((each) => (each === channel ? checked : channels.includes(each))),
                })
              }
            />
            {texts.preferences.channels[channel]}
          </label>
        </p>
      ))}
      <p>
        <label>
          <input
            type="checkbox"
            checked={insights}
            onChange={({ currentTarget: { checked } }) => void save({ insights: checked })}
          />
          {texts.preferences.insights}
        </label>
      </p>
      {problem && (
        <p class="note bad" role="alert">
          {sentenceFor(texts, problem)}
        </p>
      )}
    </fieldset>
  );
}
