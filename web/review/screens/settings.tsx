// How the reviewer likes to work, in this browser.

import { ScreenHeading } from '../../shared/screen-heading.tsx';
import { useDesk } from '../desk.ts';
import type { DeskSettings } from '../desk-settings.ts';
import { KEY_MODES, type KeyMode } from '../keys.ts';

export function SettingsScreen() {
  const { texts, settings, change } = useDesk();
  const flag = (name: 'coversAll' | 'greys' | 'withoutContent', label: string) => (
    <p>
      <label>
        <input
          type="checkbox"
          checked={settings[name]}
          onChange={({ currentTarget }) =>
            change({ ...settings, [name]: currentTarget.checked } as DeskSettings)
          }
        />
        {label}
      </label>
    </p>
  );
  return (
    <>
      <ScreenHeading>{texts.settings.heading}</ScreenHeading>
      <p>
        <label>
          {texts.settings.keys}
          <select
            value={settings.keys}
            onChange={({ currentTarget }) => change({ ...settings, keys: currentTarget.value as KeyMode })}
          >
            {KEY_MODES.map((mode) => (
              <option key={mode} value={mode}>
                {texts.settings.keyStates[mode]}
              </option>
            ))}
          </select>
        </label>
      </p>
      <p class="soft">{texts.settings.help}</p>
      {flag('coversAll', texts.settings.cover)}
      {flag('greys', texts.settings.grey)}
      {flag('withoutContent', texts.settings.noContent)}
    </>
  );
}
