// What stands above every page: its name, where one can go, the language, the way out.

import type { ComponentChildren } from 'preact';
import type { Language } from './language.ts';

interface Given {
  title: string;
  language: Language;
  labels: { language: string; signOut: string };
  onLanguage(language: Language): void;
  /** Without one nobody is signed in. */
  onSignOut?: (() => void) | undefined;
  /** Links, for who is signed in. */
  children?: ComponentChildren;
}

export function PageBar({ title, language, labels, onLanguage, onSignOut, children }: Given) {
  return (
    <header class="bar">
      <div>
        <strong>{title}</strong>
        <label>
          <span class="for-readers">{labels.language}</span>
          <select
            value={language}
            onChange={({ currentTarget }) => onLanguage(currentTarget.value as Language)}
          >
            <option value="en" lang="en">
              English
            </option>
            <option value="de" lang="de">
              Deutsch
            </option>
          </select>
        </label>
      </div>
      {onSignOut && (
        <div>
          <nav aria-label={title}>{children}</nav>
          <button type="button" class="link" onClick={onSignOut}>
            {labels.signOut}
          </button>
        </div>
      )}
    </header>
  );
}

export function SkipLink({ label }: { label: string }) {
  return (
    <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
      {label}
    </button>
  );
}
