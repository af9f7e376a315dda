// Decide and CreateInsights, with the events of the repository: they need nothing but their input.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../../src/domain/finding.ts';
import { handler as createInsights } from '../../src/steps/create-insights.ts';
import { handler as decide } from '../../src/steps/decide.ts';
import { CONTEXT, capture } from '../shared/invocation.ts';

interface Event {
  executionArn: string;
  rejectionNeedsPerson: 'on' | 'off';
  photo: Record<string, unknown>;
}

function event(step: string, name: string): Event {
  const file = path.join(__dirname, '../../events', step, `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Event;
}

type Decision = Awaited<ReturnType<typeof decide>>;

async function decideOn(given: Event): Promise<Decision & { metrics: Record<string, unknown>[] }> {
  const { output, error, metrics } = await capture(() => decide(given, CONTEXT));
  if (error) throw error;
  return { ...(output as Decision), metrics };
}

it.each([
  ['approved', 'approved', []],
  ['retake', 'retake', ['SUNGLASSES', 'TOO_DARK']],
  ['file-refused', 'retake', ['FILE_TYPE']],
  ['repeat', 'retake', []],
  ['review', 'review', ['FACE_TAKEN']],
  ['rejected', 'review', ['FACE_TAKEN']],
  ['renewal-of-a-changed-face', 'review', ['FACE_CHANGED']],
  ['model-unavailable', 'review', ['CUSTOM_MODEL']],
  ['face-not-indexed', 'retake', ['FACE_NOT_INDEXED']],
  ['face-of-an-earlier-claim', 'review', ['FACE_TAKEN']],
])('decides on the event %s: %s', async (name, verdict, reasons) => {
  const decision = await decideOn(event('decide', name));
  expect(decision).toMatchObject({ verdict, reasons, decidedBy: 'rules' });
  expect(decision.outcome?.verdict ?? null).toBe(verdict === 'review' ? null : verdict);
});

it.each(['rejected', 'face-of-an-earlier-claim'])(
  'rejects by rules alone where nobody is asked: %s',
  async (name) => {
    const decision = await decideOn({ ...event('decide', name), rejectionNeedsPerson: 'off' });
    expect(decision).toMatchObject({ verdict: 'rejected', reasons: ['FACE_TAKEN'], decidedBy: 'rules' });
  },
);

it('writes to the rider in the rider’s language, and says which', async () => {
  const { photo, ...given } = event('decide', 'retake');
  const inspection = { ...(photo['inspection'] as object), language: 'de' };
  const decision = await decideOn({ ...given, photo: { ...photo, inspection } });
  expect(decision.language).toBe('de');
  expect(decision.outcome?.message.text).toContain('Sonnenbrille');
  expect(decision.outcomes.expired.message.text).toContain('Sonnenbrille');
  expect(decision.reminder.message.text).toContain('Sonnenbrille');
});

it.each([
  ['approve', 'approved', 'approved'],
  ['reject', 'rejected', 'rejected'],
  ['expire', 'expired', 'expired'],
] as const)('ends an appeal as it was answered: %s', async (decision, verdict, told) => {
  const { photo, ...given } = event('decide', 'rejected');
  const appeal = { decision, decidedBy: 'appeal: rita, raj' };
  const decided = await decideOn({ ...given, photo: { ...photo, appeal } });
  expect(decided).toMatchObject({ verdict, decidedBy: 'appeal: rita, raj', outcome: { verdict: told } });
});

it.each(['retake', 'file-refused'])('has no insights where no face was checked: %s', async (name) => {
  expect((await decideOn(event('decide', name))).advice).toEqual({ insights: [] });
});

it('lays the photo beside everybody who is known to have the face', async () => {
  const { photo, ...given } = event('decide', 'face-of-an-earlier-claim');
  const { duplicate, ...checks } = photo['checks'] as { duplicate: object };
  const { index } = photo['publication'] as { index: object };
  const decision = await decideOn({
    ...given,
    photo: {
      ...photo,
      checks: { ...checks, duplicate: { ...duplicate, resembles: ['bao', 'ada'] } },
      publication: { index: { ...index, resembles: ['carla', 'ada'] } },
      decision: { decidedBy: 'rita', verdict: 'review', resembles: ['bao'] },
    },
  });
  expect(decision.resembles).toEqual(['bao', 'ada', 'carla']);
});

it('answers with exactly the members the state machine selects, each as its states read it', async () => {
  const { metrics: _, ...decision } = await decideOn(event('decide', 'retake'));
  expect(Object.keys(decision).sort()).toEqual([
    'advice',
    'configurationVersion',
    'decidedBy',
    'findings',
    'language',
    'measures',
    'outcome',
    'outcomes',
    'reasons',
    'reminder',
    'resembles',
    'sameAs',
    'verdict',
  ]);
  expect(decision.reminder).toMatchObject({
    afterSeconds: 86_400,
    message: { subject: expect.any(String), text: expect.stringContaining('sunglasses') },
  });
  expect(decision.configurationVersion).toMatch(/^[0-9a-f]{16}$/);
});

describe('a file that was answered before', () => {
  const repeatOf = (status: 'approved' | 'retake' | 'rejected') => {
    const { photo, ...given } = event('decide', 'repeat');
    const inspection = { ...(photo['inspection'] as object), repeats: { photoId: 'earlier', status } };
    return decideOn({ ...given, photo: { ...photo, inspection } });
  };

  it.each(['approved', 'retake', 'rejected'] as const)('has that answer again: %s', async (status) => {
    const { verdict, outcome, sameAs, metrics } = await repeatOf(status);
    expect({ verdict, sameAs }).toEqual({ verdict: status, sameAs: 'earlier' });
    expect(outcome).toMatchObject({ verdict: status, status });
    expect(metrics).toContainEqual(expect.objectContaining({ verdict: status, PhotosDecided: 1 }));
  });

  it('misses no check: none was made again', async () => {
    const { findings } = await repeatOf('approved');
    expect(findings.filter(({ status }: Finding) => status === 'unavailable')).toEqual([]);
  });

  it('is no other photo’s repeat otherwise', async () => {
    expect((await decideOn(event('decide', 'approved'))).sameAs).toBeNull();
  });
});

it('has an answer ready for everything a reviewer may say', async () => {
  const { outcomes } = await decideOn(event('decide', 'review'));
  expect(Object.entries(outcomes).map(([name, outcome]) => [name, outcome.verdict])).toEqual([
    ['approved', 'approved'],
    ['retake', 'retake'],
    ['rejected', 'rejected'],
    ['expired', 'expired'],
  ]);
});

it.each(['detection', 'checks'])('never approves a photo whose %s is missing', async (part) => {
  const { photo, ...given } = event('decide', 'approved');
  const { [part]: _, ...rest } = photo;
  const { verdict, findings } = await decideOn({ ...given, photo: rest });
  expect(verdict).toBe('review');
  expect(findings.filter(({ status }: Finding) => status === 'unavailable')).not.toEqual([]);
});

it('adds nothing about checks that a refused photo was spared', async () => {
  const { findings } = await decideOn(event('decide', 'retake'));
  expect(findings.filter(({ status }: Finding) => status === 'unavailable')).toEqual([]);
});

it('stays far below what a state may hold', async () => {
  const { metrics: _, ...decision } = await decideOn(event('decide', 'approved'));
  expect(JSON.stringify(decision).length).toBeLessThan(16 * 1024);
});

it('counts the verdict', async () => {
  const { metrics } = await decideOn({ ...event('decide', 'rejected'), rejectionNeedsPerson: 'off' });
  expect(metrics).toContainEqual(expect.objectContaining({ verdict: 'rejected', PhotosDecided: 1 }));
});

it.each([
  ['rules', 'approved'],
  ['eve', 'review'],
])(
  'counts a photo once: what %s had decided was counted as %s, and is taken back',
  async (decidedBy, counted) => {
    const { photo, ...given } = event('decide', 'approved');
    const finding = { kind: 'fraud', code: 'FACE_TAKEN', status: 'failed', measured: 99, threshold: 97 };
    const { metrics } = await decideOn({
      ...given,
      rejectionNeedsPerson: 'off',
      photo: {
        ...photo,
        decision: { decidedBy, verdict: 'approved' },
        publication: { index: { findings: [finding] } },
      },
    });
    const counts = metrics.filter((each) => 'PhotosDecided' in each);
    expect(counts.map((each) => [each['verdict'], each['PhotosDecided']])).toEqual([
      ['rejected', 1],
      [counted, -1],
    ]);
  },
);

describe('CreateInsights', () => {
  async function insightsOf(name: string): Promise<string[]> {
    const { output } = await capture(() => createInsights(event('create-insights', name), CONTEXT));
    return (output as { insights: { code: string }[] }).insights.map(({ code }) => code);
  }

  it('remarks on the photo and its surroundings', async () => {
    expect(await insightsOf('happy')).toEqual(expect.arrayContaining(['LIGHT', 'FRAMING', 'IN_A_CAR']));
  });

  it('knows a renewal', async () => {
    expect(await insightsOf('renewal')).toContain('RENEWAL');
    expect(await insightsOf('happy')).not.toContain('RENEWAL');
  });

  it('respects a rider who wants none', async () => {
    expect(await insightsOf('not-wanted')).toEqual([]);
  });

  it.each([
    ['happy', 'and of labels more'],
    ['renewal', 'and no more'],
    ['not-wanted', 'nothing'],
  ])('says what Decide has said, of the event %s %s', async (name, more) => {
    const { photo } = event('create-insights', name);
    const given = event('decide', 'approved');
    const { rider } = photo['checks'] as { rider: object };
    const before = given.photo['checks'] as { duplicate: object };
    const checks = { ...before, duplicate: { ...before.duplicate, ownSimilarityPercent: 99 }, rider };
    const { advice } = await decideOn({
      ...given,
      photo: { ...given.photo, detection: photo['detection'], checks },
    });
    const decided = advice.insights.map(({ code }) => code);
    const withLabels = await insightsOf(name);
    expect(withLabels.slice(0, decided.length)).toEqual(decided);
    expect(decided.length > 0).toBe(more !== 'nothing');
    expect(withLabels.length > decided.length).toBe(more === 'and of labels more');
  });
});

describe('a photo that comes again because of an appeal', () => {
  const appealed = (name: string, decision: string) => {
    const given = event('decide', name);
    return { ...given, photo: { ...given.photo, appeal: { decision, decidedBy: 'appeal: dora, omar' } } };
  };

  it.each([
    ['approve', 'approved'],
    ['retake', 'retake'],
    ['reject', 'rejected'],
  ])('is answered as people have decided: %s', async (decision, verdict) => {
    expect(await decideOn(appealed('rejected', decision))).toMatchObject({
      verdict,
      outcome: { verdict },
      decidedBy: 'appeal: dora, omar',
    });
  });

  it('is not approved without having been looked at as a whole', async () => {
    expect(await decideOn(appealed('file-refused', 'approve'))).toMatchObject({
      verdict: 'retake',
      decidedBy: 'rules',
    });
  });
});
