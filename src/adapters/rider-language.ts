// In which language a rider is written to. Most steps know nothing else of the profile.

import { LANGUAGES, type Language } from '../domain/rider-texts.ts';
import { readRow } from './dynamodb-client.ts';
import { PROFILE, riderKey } from './riders-table.ts';

/** As the profile says, else English. */
export async function riderLanguage(riderId: string): Promise<Language> {
  const profile = await readRow({ pk: riderKey(riderId), sk: PROFILE });
  return LANGUAGES.find((language) => language === profile?.['language']) ?? 'en';
}
