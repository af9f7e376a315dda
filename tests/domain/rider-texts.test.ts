import { adviceLines } from '../../src/domain/advice.ts';
import { FINDING_CODES, FINDINGS } from '../../src/domain/finding.ts';
import { LANGUAGES, RIDER_TEXTS } from '../../src/domain/rider-texts.ts';

const told = FINDING_CODES.filter((code) => FINDINGS[code].kind === 'retake');

/** Every text of a language, by its path. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`));
}

describe.each(LANGUAGES)('what riders read (%s)', (language) => {
  const texts = RIDER_TEXTS[language];

  it('has advice for every reason that is told, and for no other', () => {
    expect(Object.keys(texts.told).sort()).toEqual([...told].sort());
  });

  it('has the same texts as English, and none empty', () => {
    const paths = textsOf(texts).map(([path]) => path);
    expect(paths).toEqual(textsOf(RIDER_TEXTS.en).map(([path]) => path));
    for (const [, text] of textsOf(texts)) expect(text.trim().length).toBeGreaterThan(5);
  });

  it('has subjects that SNS takes: below 100 characters, ASCII alone', () => {
    for (const { subject } of [...Object.values(texts.messages), texts.reminder])
      expect(subject).toMatch(/^[ -~]{1,99}$/);
  });

  it('says nothing of reasons that are not told', () => {
    const untold = FINDING_CODES.filter((code) => FINDINGS[code].kind !== 'retake');
    expect(adviceLines(untold, [], texts)).toEqual([texts.generalAdvice]);
    expect(adviceLines(['FACE_TAKEN', 'TOO_DARK', 'constructor'], [], texts)).toEqual([
      texts.told.TOO_DARK.advice,
    ]);
  });

  it('says which way a photo breaks a rule, where it is known', () => {
    const findings = [{ code: 'FILE_SIZE', because: 'too-small' as const }];
    expect(adviceLines(['FILE_SIZE'], findings, texts)).toEqual([
      texts.told.FILE_SIZE.adviceBecause['too-small'],
    ]);
    const unknown = [{ code: 'FILE_SIZE', because: 'moving' as const }];
    expect(adviceLines(['FILE_SIZE'], unknown, texts)).toEqual([texts.told.FILE_SIZE.advice]);
  });
});
