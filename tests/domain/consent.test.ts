// The texts that riders agree to, held against the list of their hashes.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { consentHindrance, consentVersionProblem, newConsent, PURPOSES } from '../../src/domain/consent.ts';
import { CONSENT_TEXTS } from '../../src/domain/consent-texts.ts';
import { LANGUAGES } from '../../src/domain/rider-texts.ts';
import { template } from '../template/project.ts';

const FOLDER = path.join(import.meta.dirname, '../../web/rider/consent');
const files = readdirSync(FOLDER);
const read = (file: string) => readFileSync(path.join(FOLDER, file));

describe('the texts', () => {
  it('have one file for each version and language, and no other', () => {
    const expected = Object.keys(CONSENT_TEXTS).flatMap((version) =>
      LANGUAGES.map((language) => `${version}.${language}.md`),
    );
    expect(files.sort()).toEqual(expected.sort());
  });

  it.each(files)('%s is what riders have agreed to: another wording is another version', (file) => {
    const [version = '', language] = file.split('.');
    const sha256 = createHash('sha256').update(read(file)).digest('hex');
    expect(CONSENT_TEXTS[version]?.[language as 'en']).toBe(sha256);
  });

  it.each(Object.keys(CONSENT_TEXTS))(
    'of version %s say the same in every language, part by part',
    (version) => {
      const outlines = LANGUAGES.map((language) =>
        read(`${version}.${language}.md`)
          .toString('utf8')
          .split('\n')
          .map((line) => /^(#+ |\*\*|- \*|- )?/.exec(line)?.[0] ?? ''),
      );
      for (const outline of outlines) expect(outline).toEqual(outlines[0]);
    },
  );

  it('name every purpose', () => {
    // One line each, in the order of the list.
    expect(PURPOSES).toHaveLength(2);
    for (const file of files)
      expect(read(file).toString('utf8').match(/^- \*/gm)).toHaveLength(PURPOSES.length);
  });

  it('exist of the version that a deployment asks for that says nothing', () => {
    expect(consentVersionProblem(String(template.parameters['ConsentVersion']!['Default']))).toBeUndefined();
    expect(consentVersionProblem('toString')).toContain('no consent text of version toString');
  });
});

it('a record points at the text, by its hash', () => {
  const days = { file: 30, refusedPhoto: 90 };
  const record = newConsent({ version: '1', language: 'de' }, days, new Date('2026-05-01T12:00:00Z'));
  expect(record).toStrictEqual({
    textId: 'rider-photo-check',
    version: '1',
    sha256: CONSENT_TEXTS['1']!.de,
    language: 'de',
    purposes: PURPOSES,
    givenAt: '2026-05-01T12:00:00.000Z',
    how: 'signed-in',
    retentionDays: days,
  });
  expect(() => newConsent({ version: '0', language: 'de' }, days, new Date())).toThrow('version 0');
});

it.each([
  [undefined, true, 'consent-missing'],
  [{}, true, 'consent-missing'],
  [{ consentVersion: '6' }, true, 'consent-outdated'],
  [{ consentVersion: '7' }, true, undefined],
  [{ consentVersion: '7', forgottenAt: 'then' }, true, 'forgotten'],
  [undefined, false, undefined],
  [{ consentVersion: '6' }, false, undefined],
  [{ forgottenAt: 'then' }, false, 'forgotten'],
] as const)(
  'the profile %j, with consent required: %s, is hindered by %s',
  (profile, isRequired, expected) => {
    expect(consentHindrance(profile, { isRequired, version: '7' })).toBe(expected);
  },
);
