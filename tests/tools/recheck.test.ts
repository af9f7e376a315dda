// What a recheck shows: the table, the page, and the pictures on it.

import { judgedPhoto } from '../../bench/recheck/judged-photos.ts';
import { parseConfiguration } from '../../src/domain/configuration.ts';
import { countPhoto, emptyReport } from '../../src/domain/recheck-report.ts';
import { appliedLines } from '../../tools/recheck/applied.ts';
import { overridesOf } from '../../tools/recheck/overrides.ts';
import { reportPage } from '../../tools/recheck/page.ts';
import type { FoundReport } from '../../tools/recheck/report.ts';
import { reportTable } from '../../tools/recheck/table.ts';

const CONFIGURATION = '{"face":{"sharpness":{"min":60}}}';
const DEPLOYED = parseConfiguration('');

function found(lines = Array.from({ length: 300 }, (_, number) => judgedPhoto(number).line)): FoundReport {
  const report = emptyReport();
  const rules = { configuration: parseConfiguration(CONFIGURATION), rejectionNeedsPerson: true };
  for (const line of lines) countPhoto(report, line, rules);
  return {
    plan: {
      recheckId: 'tighter',
      mode: 'report',
      source: 'stored',
      configuration: CONFIGURATION,
      configurationVersion: '0123456789abcdef',
      rejectionNeedsPerson: 'on',
      folder: 'rechecks/tighter/',
    },
    report,
    broken: { ImageUnreadableError: 3 },
  };
}

describe('its thresholds', () => {
  it.each([
    [`Configuration=${CONFIGURATION}`],
    [`Configuration='${CONFIGURATION}'`],
    [`Configuration= ${CONFIGURATION}`],
  ])('are read from %s', (word) => {
    expect(JSON.parse(overridesOf([word])['Configuration']!)).toEqual(JSON.parse(CONFIGURATION));
  });

  it('are refused where SAM would cut them off, and what else there is stays', () => {
    expect(() => overridesOf(['Configuration={"face": {"sharpness":'])).toThrow(/without a word/);
    expect(overridesOf([`Configuration=${CONFIGURATION}`, 'Stage=dev'])).toEqual({
      Configuration: CONFIGURATION,
      Stage: 'dev',
    });
    expect(overridesOf(undefined)).toEqual({});
  });
});

describe('the table', () => {
  it('says how many would move, by which rule, and what could not be looked at', () => {
    const given = found();
    const moved = given.report.moves['approved>retake']!;
    const table = reportTable(given);
    expect(table).toContain('300 photos');
    const unknown = Object.entries(given.report.moves).filter(([move]) => move.endsWith('>unknown'));
    const count = unknown.reduce((sum, [, photos]) => sum + photos, 0);
    expect(table.includes(`; of ${count} it is unknown`)).toBe(count > 0);
    expect(table).toMatch(/ {2}approved +\d+/);
    expect(table).toMatch(new RegExp(`Sharpness .* ${moved} approved to retake`));
    expect(table).toContain('3 could not be looked at: ImageUnreadableError');
  });

  it('tells of photos without measures, and of none at all', () => {
    const old = { photoId: 'old', status: 'expired' as const, isByPeople: false, measures: null };
    expect(reportTable(found([old]))).toMatch(
      /1 were answered before measures were kept: unknown[\s\S]*expired/,
    );
    expect(reportTable(found([]))).toContain('0 photos, 0 would have another answer (0 %)');
  });
});

it('what an apply did is said in one line, and what failed', () => {
  const lines = appliedLines({ reopened: 3, doubted: 1, left: 2, failed: ['PhotoGoneError'] });
  expect(lines).toContain('checked again: 3; approved, and a doubt noted: 1; left as they are: 2');
  expect(lines).toContain('PhotoGoneError');
});

describe('the page', () => {
  const [example] = found().report.examples['approved>retake']!;
  const pictures = new Map([[example!.photoId, 'data:image/webp;base64,AAAA']]);
  const page = reportPage(found(), { deployed: DEPLOYED, pictures });

  it('holds everything that it shows, and fetches nothing', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<script|<link|@import|https?:|url\(/);
    expect(page).toContain('src="data:image/webp;base64,AAAA"');
  });

  it('draws each measure with the bound of today and the bound tried', () => {
    const sharpness = /<figcaption>Sharpness<.*?<\/figure>/s.exec(page)![0];
    expect(sharpness).toContain('<line class="old" x1="128"');
    expect(sharpness).toContain('<line class="new" x1="192"');
    expect(sharpness.match(/<rect class="all"/g)!.length).toBeGreaterThan(10);
    // No photo of these has a score of a custom model.
    expect(page).not.toContain('Score of the custom model');
  });

  it('says in words that nothing would change', () => {
    const same = reportPage(found([]), { deployed: DEPLOYED, pictures: new Map() });
    expect(same).toContain('0 photos, 0 would have another answer');
    expect(same).toMatch(/<h2>What would change<\/h2>\s*<p>Nothing\.<\/p>/);
    expect(same).toMatch(/<h2>Rules that would say something else<\/h2>\s*<p>None\.<\/p>/);
  });

  it('lets what is too wide for a small screen move by itself', () => {
    expect(page.match(/<table/g)).toHaveLength(page.match(/<div class="wide"><table/g)!.length);
    expect(page).toContain('minmax(min(20rem,100%),1fr)');
  });

  it('shows words as they are, whatever is in them', () => {
    const given = found();
    given.report.examples['approved>retake'] = [{ photoId: '<b>"&', codes: ['BLURRED'] }];
    const odd = reportPage({ ...given, broken: { '<i>': 1 } }, { deployed: DEPLOYED, pictures: new Map() });
    expect(odd).not.toMatch(/<b>|<i>/);
    expect(odd).toContain('&#60;b&#62;&#34;&#38;');
  });
});
