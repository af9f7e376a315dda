import { parseConfiguration } from '../../src/domain/configuration.ts';
import { CONTENT_LABELS } from '../../src/domain/content-labels.ts';
import { judge as judgeBy } from '../../src/domain/finding.ts';
import type { Label, ModerationLabel } from '../../src/domain/photo.ts';
import { DEFAULTS, findingOf } from './portrait.ts';

const label = (name: string, confidence: number, parentName = '', taxonomyLevel = 1): ModerationLabel => ({
  name,
  parentName,
  confidence,
  taxonomyLevel,
});

const judgeContent = (labels: ModerationLabel[], types: Label[], configuration = DEFAULTS) => [
  judgeBy('CONTENT', labels, configuration),
  judgeBy('NOT_A_PHOTO', types, configuration),
];

function judge(...labels: ModerationLabel[]) {
  return findingOf(judgeContent(labels, [], DEFAULTS), 'CONTENT');
}

describe('CONTENT', () => {
  it.each(['Explicit', 'Violence', 'Visually Disturbing', 'Hate Symbols'])(
    'rejects %s from 60 percent on and does not send it to a person below',
    (name) => {
      expect(judge(label(name, 60))).toMatchObject({
        status: 'failed',
        kind: 'policy',
        measured: `${name} 60`,
      });
      expect(judge(label(name, 59.99))).toMatchObject({ status: 'passed', measured: `${name} 59.99` });
    },
  );

  it.each([
    'Non-Explicit Nudity of Intimate parts and Kissing',
    'Swimwear or Underwear',
    'Drugs & Tobacco',
    'Alcohol',
    'Rude Gestures',
    'Gambling',
  ])('sends %s to a person from 80 percent on', (name) => {
    expect(judge(label(name, 80)).status).toBe('review');
    expect(judge(label(name, 79.99)).status).toBe('passed');
  });

  it('judges every class of the taxonomy by default', () => {
    const silent = CONTENT_LABELS.filter((name) => judge(label(name, 100)).status === 'passed');
    expect(silent).toEqual([]);
  });

  it('passes a photo without labels', () => {
    expect(judge()).toMatchObject({
      status: 'passed',
      measured: 'none',
      threshold: 'reject >= 60, review >= 80',
    });
  });

  it('counts a level-2 label for the class that is its parent', () => {
    expect(judge(label('Weapons', 70, 'Violence', 2))).toMatchObject({
      status: 'failed',
      measured: 'Violence > Weapons 70',
    });
  });

  it('follows a level-3 label through the answer up to its class', () => {
    const labels = [
      label('Self-Harm', 90, 'Graphic Violence', 3),
      label('Graphic Violence', 50, 'Violence', 2),
      label('Violence', 50),
    ];
    expect(judge(...labels)).toMatchObject({
      status: 'failed',
      measured: 'Violence > Graphic Violence > Self-Harm 90',
    });
  });

  it('lets the worst label decide and tells all that matter', () => {
    expect(judge(label('Alcohol', 85.456), label('Explicit', 61), label('Gambling', 20))).toMatchObject({
      status: 'failed',
      measured: 'Explicit 61, Alcohol 85.46',
    });
  });

  it('passes labels that no list names', () => {
    const configuration = parseConfiguration('{"content":{"review":{"labels":["Alcohol"]}}}');
    expect(judgeContent([label('Gambling', 99)], [], configuration)[0]).toMatchObject({
      status: 'passed',
      measured: 'none',
    });
  });

  it('comes to an end on labels that are each other’s parents', () => {
    expect(judge(label('A', 99, 'B', 2), label('B', 99, 'A', 2)).status).toBe('passed');
  });
});

describe('NOT_A_PHOTO', () => {
  const judgeTypes = (name: string, confidence: number, configuration = DEFAULTS) =>
    findingOf(judgeContent([], [{ name, confidence }], configuration), 'NOT_A_PHOTO');

  it.each([
    ['Animated', 80, 'review', 'Animated 80'],
    ['Illustrated', 99.999, 'review', 'Illustrated 100'],
    ['Illustrated', 79.99, 'passed', 'Illustrated 79.99'],
    ['Sports', 99, 'passed', 'none'],
  ])('%s at %p percent: %s', (name, confidence, status, measured) => {
    expect(judgeTypes(name, confidence)).toMatchObject({ status, measured, kind: 'fraud' });
  });

  it('does not apply where it is switched off', () => {
    const configuration = parseConfiguration('{"notAPhoto":{"enabled":false}}');
    expect(judgeTypes('Illustrated', 99, configuration).status).toBe('not-applicable');
  });
});
