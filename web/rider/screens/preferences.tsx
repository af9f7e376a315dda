// Ways of the messages that a rider is sent, and what comes with them. The language is that of the page.

import { CHANNELS } from '../../../src/domain/channels.ts';
import { announce } from '../../shared/announcer.tsx';
import { ProblemNote } from '../../shared/problem-note.tsx';
import { useTrying } from '../../shared/use-trying.ts';
import { usePage, useRider } from '../page.ts';
import type { Preferences } from '../rider-api.ts';

export function PreferencesForm() {
  const { api, texts, language, refresh } = usePage();
  const { preferences } = useRider().me;
  const { problem, trying } = useTrying();
  const { channels, insights } = preferences;

  const save = (change: Partial<Preferences>) =>
    trying(async () => {
      await api.put('/v1/me/preferences', {
        body: { ...preferences, language, ...change },
        keepalive: true,
      });
      await refresh();
      announce(texts.preferences.saved);
    });

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
      <ProblemNote texts={texts} problem={problem} />
    </fieldset>
  );
}
