// Which language a page speaks, and how it writes dates.

export type Language = 'en' | 'de';

/** The first of the wanted languages that there is; English when there is none. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const [language] = tag.toLowerCase().split('-');
    if (language === 'de' || language === 'en') return language;
  }
  return 'en';
}

/** A day, with the hour where it matters. `time`: ISO 8601. */
export function writeTime(language: Language, time: string, style: 'day' | 'minute' = 'minute'): string {
  const hour: Intl.DateTimeFormatOptions = style === 'minute' ? { hour: 'numeric', minute: '2-digit' } : {};
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    ...hour,
  }).format(new Date(time));
}
