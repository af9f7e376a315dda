// The sweep against the laptop's own services: each kind of what gets stuck, from being stuck to being fixed, or given up.

import { announceUpload } from '../../src/adapters/waiting-uploads.ts';
import { CONTEXT, capture } from '../shared/invocation.ts';
import { TABLE } from '../steps/cloud.ts';
import { longRun } from '../support/long-run.ts';
import { ERASURES, type SweepCloud, startSweepCloud } from './sweep-cloud.ts';

let cloud: SweepCloud;
beforeAll(async () => {
  cloud = await startSweepCloud();
});
beforeEach(() => cloud.empty());
afterAll(() => cloud.close());

const PAST = { sentAt: '2026-01-01T00:00:00.000Z' };

const oldest = (metrics: Record<string, unknown>[], kind: string) =>
  metrics.find((line) => line['kind'] === kind && 'OldestStuckSeconds' in line)?.['OldestStuckSeconds'];

/** A photo that is being checked since so many minutes, by an execution that runs or was stopped. */
async function checked(minutes: number, { isAlive = false, name = 'a1b2', appeal = {} } = {}) {
  const input = { upload: { riderId: 'r', photoId: 'p' }, expiresAt: '4000000000', past: PAST, ...appeal };
  const executionArn = await cloud.start(input, name);
  if (!isAlive) await cloud.stop(executionArn);
  const photo = await cloud.photo({ openStatus: 'processing', updatedAt: cloud.ago(minutes), executionArn });
  return { photo, executionArn, input };
}

describe('a photo that is being checked', () => {
  it('is started again with the same input when its execution is no more', async () => {
    const { photo, executionArn, input } = await checked(30);

    const { report, metrics } = await cloud.sweep();

    expect(report).toEqual({ processing: { 'started-again': 1 } });
    expect(oldest(metrics, 'processing')).toBe(1800);
    const row = await cloud.row(photo);
    expect(row).toMatchObject({
      executionArn: `${executionArn}-again-1`,
      openStatus: 'processing',
      sweptFrom: executionArn,
    });
    // It counts among those in flight again.
    expect(Date.parse(row!['updatedAt'] as string)).toBeGreaterThan(Date.parse(cloud.ago(1)));
    expect(await cloud.inputOf(`${executionArn}-again-1`)).toEqual(input);
  });

  it('and was sent by a recheck is started again as one: its rider is told nothing twice', async () => {
    const input = { upload: 'u', expiresAt: 'e', past: PAST, recheck: { version: 'v', told: 'retake' } };
    const executionArn = await cloud.start(input, 'rechecked');
    await cloud.stop(executionArn);
    await cloud.photo({ openStatus: 'processing', updatedAt: cloud.ago(30), executionArn });
    await cloud.sweep();
    expect(await cloud.inputOf(`${executionArn}-again-1`)).toEqual(input);
    await cloud.stop(`${executionArn}-again-1`);
    cloud.pass(30);
    await cloud.sweep();
    expect(await cloud.inputOf(`${executionArn}-again-2`)).toEqual(input);
  });

  it('is left alone while what an execution made of it may still be taken away', async () => {
    const executionArn = await cloud.start({ upload: 'u', expiresAt: 'e', past: PAST }, 'withdraws');
    await cloud.stop(executionArn);
    const stuck = { openStatus: 'processing', updatedAt: cloud.ago(30), executionArn };
    await cloud.photo({ ...stuck, withdrawingAt: cloud.ago(0.5) });
    expect((await cloud.sweep()).report).toEqual({ processing: { taken: 1 } });
    expect(await cloud.names()).toEqual(['withdraws']);
    cloud.pass(1);
    expect((await cloud.sweep()).report).toEqual({ processing: { 'started-again': 1 } });
  });

  it('is left alone while its execution runs, or while it is young', async () => {
    await checked(30, { isAlive: true });
    await checked(19, { name: 'young' });

    expect((await cloud.sweep()).report).toEqual({ processing: { 'not-stuck': 1 } });
    // Nor is the first one looked at again at once: it would stand in the way of those behind it.
    expect((await cloud.sweep()).report).toEqual({});
    expect(await cloud.names()).toHaveLength(2);
  });

  it('is given up after three tries, once, with an event and an alert that name no rider', async () => {
    const { photo, executionArn } = await checked(30);
    for (const number of [1, 2, 3]) {
      await cloud.sweep();
      await cloud.stop(`${executionArn}-again-${number}`);
      cloud.pass(30);
    }

    expect((await cloud.sweep()).report).toEqual({
      processing: { 'given-up': 1 },
      'untold-failure': { told: 1 },
    });

    const row = await cloud.row(photo);
    expect(row).toMatchObject({ status: 'failed', fault: 'SweptInVain' });
    expect(row).not.toHaveProperty('openStatus');
    const detail = { ...photo, error: 'SweptInVain', executionArn: `${executionArn}-again-3` };
    expect(cloud.announced()).toEqual([['PhotoFailed', detail]]);
    expect(cloud.told('Operators')).toEqual(['A rider photo was given up']);
    expect(JSON.stringify(cloud.outbox())).not.toContain(photo.riderId);
    cloud.pass(60);
    expect((await cloud.sweep()).report).toEqual({});
  });

  it('is started under the name it was given when the run before died between row and start', async () => {
    const before = await cloud.start({ upload: 'u', expiresAt: 'e', past: PAST }, 'a1b2');
    await cloud.stop(before);
    const executionArn = `${before}-again-1`;
    const sweptAppeal = { decision: 'approve', decidedBy: 'Kim' };
    const updatedAt = cloud.ago(25);
    await cloud.photo({ openStatus: 'processing', updatedAt, executionArn, sweptFrom: before, sweptAppeal });

    expect((await cloud.sweep()).report).toEqual({ processing: { 'started-again': 1 } });

    expect(await cloud.names()).toEqual(['a1b2-again-1', 'a1b2']);
    expect(await cloud.inputOf(executionArn)).toEqual({
      upload: 'u',
      expiresAt: 'e',
      past: PAST,
      appeal: sweptAppeal,
    });
  });

  it('is started from what its row says when Step Functions has forgotten the execution', async () => {
    const executionArn = (await cloud.start({}, 'x')).replace(/x$/, 'forgotten');
    const stuck = { openStatus: 'processing', updatedAt: cloud.ago(30), executionArn };
    const photo = await cloud.photo({ ...stuck, startedWith: JSON.stringify({ past: PAST }) });

    await cloud.sweep();

    const { bucket, key, versionId, size } = (await cloud.row(photo)) as Record<string, unknown>;
    expect(await cloud.inputOf(executionArn)).toEqual({
      upload: { bucket, key, versionId, size, ...photo },
      expiresAt: '4000000000',
      past: PAST,
    });
  });

  it('and was started before it was kept when the photo was sent, is started again as sent when it was claimed', async () => {
    const executionArn = await cloud.start({ upload: 'u', expiresAt: 'e' }, 'older');
    await cloud.stop(executionArn);
    const claimedAt = cloud.ago(31);
    await cloud.photo({ openStatus: 'processing', updatedAt: cloud.ago(30), claimedAt, executionArn });

    await cloud.sweep();

    expect(await cloud.inputOf(`${executionArn}-again-1`)).toMatchObject({ past: { sentAt: claimedAt } });
  });

  it('waits for the next run where there is no room, without losing its turn', async () => {
    await checked(30);
    expect((await cloud.sweep({ room: false })).report).toEqual({ processing: { 'no-room': 1 } });
    expect((await cloud.sweep()).report).toEqual({ processing: { 'started-again': 1 } });
  });
});

describe('a refused photo that a recheck has let through once more', () => {
  const rechecked = (minutes: number) =>
    cloud.photo({
      openStatus: 'rechecked',
      status: 'retake',
      updatedAt: '2026-01-01T00:00:05.000Z',
      startedWith: JSON.stringify({ past: PAST }),
      recheckedFor: 'v2',
      recheckedAt: cloud.ago(minutes),
    });

  it('is sent again when its message was lost, each time as another try, and keeps its answer after three', async () => {
    const photo = await rechecked(25);
    const { key } = (await cloud.row(photo))!;

    const { report, metrics } = await cloud.sweep();

    expect(report).toEqual({ recheck: { 'announced-again': 1 } });
    // Since it was let through again, not since its answer.
    expect(Math.floor((oldest(metrics, 'recheck') as number) / 60)).toBe(25);
    const sent = (again: number) => ({
      bucket: process.env['PHOTOS_BUCKET'],
      object: { key, 'version-id': 'v1', size: 20_000 },
      past: { ...PAST, answer: { status: 'retake', at: '2026-01-01T00:00:05.000Z' } },
      recheck: { version: 'v2', told: 'retake' },
      again,
    });
    expect(await cloud.messages('Waiting')).toEqual([sent(1)]);
    expect((await cloud.sweep()).report).toEqual({});
    for (const again of [2, 3]) {
      cloud.pass(21);
      await cloud.sweep();
      expect(await cloud.messages('Waiting')).toEqual([sent(again)]);
    }
    cloud.pass(21);
    expect((await cloud.sweep()).report).toEqual({ recheck: { 'given-up': 1 } });
    const row = await cloud.row(photo);
    expect(row).toMatchObject({ status: 'retake' });
    for (const gone of ['openStatus', 'recheckedFor', 'sweepAfter', 'sweeps'])
      expect(row).not.toHaveProperty(gone);
    expect(cloud.outbox()).toEqual([]);
    expect((await cloud.sweep()).report).toEqual({});
  });

  it('is left alone while it is on its way, or while uploads wait', async () => {
    await rechecked(5);
    expect((await cloud.sweep()).report).toEqual({ recheck: { 'not-stuck': 1 } });
    expect((await cloud.sweep()).report).toEqual({});
    cloud.pass(16);
    const other = { bucket: 'b', key: 'k', versionId: 'v', size: 1, sentAt: new Date() };
    await announceUpload(other, 1);
    expect((await cloud.sweep()).report).toEqual({});
    expect(await cloud.messages('Waiting')).toHaveLength(1);
    expect((await cloud.sweep()).report).toEqual({ recheck: { 'announced-again': 1 } });
  });
});

/** A photo that waits for people since so many hours. */
const reviewed = (hours: number, more = {}) =>
  cloud.photo({
    openStatus: 'in-review',
    reviewKind: 'check',
    updatedAt: cloud.ago(hours * 60),
    reviewDueAt: cloud.ago((hours - 72) * 60),
    reasons: '["POSE"]',
    ...more,
  });

describe('a review', () => {
  it('that is nearly due reaches the reviewers and the bus, once', async () => {
    const executionArn = await cloud.start({}, 'waits');
    const due = await reviewed(60, { executionArn });
    await reviewed(55, { executionArn });
    await reviewed(50, { executionArn });

    const { report, metrics } = await cloud.sweep();

    expect(report).toEqual({ 'due-review': { told: 2 } });
    expect(oldest(metrics, 'due-review')).toBe(60 * 3600);
    expect(cloud.told('Reviewers')).toEqual(['2 reviews are nearly due']);
    const [message] = cloud.outbox();
    expect(message!.message).toContain('https://pages.example/review/');
    expect(message!.message).not.toContain(due.riderId);
    expect(cloud.announced()[0]).toEqual([
      'PhotoReviewDue',
      { ...due, reasons: ['POSE'], reviewDueAt: (await cloud.row(due))!['reviewDueAt'], executionArn },
    ]);
    cloud.pass(120);
    expect((await cloud.sweep()).report).toEqual({});
    cloud.pass(180);
    expect((await cloud.sweep()).report).toEqual({ 'due-review': { told: 1 } });
    expect(cloud.told('Reviewers')).toHaveLength(2);
  });

  it('is told of by the next run when this one died, or could not tell', async () => {
    await reviewed(60);
    const topic = process.env['REVIEWER_MESSAGES_TOPIC_ARN'];
    process.env['REVIEWER_MESSAGES_TOPIC_ARN'] = `${topic}-gone`;
    const { error, metrics } = await cloud.sweep();
    process.env['REVIEWER_MESSAGES_TOPIC_ARN'] = topic;
    expect(error).toMatchObject({ name: 'DependencyRefusedError' });
    expect(metrics).toContainEqual(
      expect.objectContaining({ kind: 'due-review', outcome: 'failed', Swept: 1 }),
    );

    expect((await cloud.sweep()).report).toEqual({});
    cloud.pass(11);
    expect((await cloud.sweep()).report).toEqual({ 'due-review': { told: 1 } });
    expect(cloud.told('Reviewers')).toEqual(['A review is nearly due']);
  });

  it('whose time is over ends as nobody answered it, when its execution is no more', async () => {
    const executionArn = await cloud.start({ upload: 'u', expiresAt: 'e', past: PAST }, 'dead');
    await cloud.stop(executionArn);
    const photo = await reviewed(73, { executionArn });

    expect((await cloud.sweep()).report).toMatchObject({ 'overdue-review': { 'started-again': 1 } });

    expect(await cloud.row(photo)).toMatchObject({
      status: 'processing',
      executionArn: `${executionArn}-again-1`,
    });
    expect(await cloud.inputOf(`${executionArn}-again-1`)).toEqual({
      upload: 'u',
      expiresAt: 'e',
      past: PAST,
      appeal: { decision: 'expire', decidedBy: 'rules' },
    });
  });

  it('whose time is over is left to an execution that runs', async () => {
    const photo = await reviewed(73, { executionArn: await cloud.start({}, 'late') });
    expect((await cloud.sweep()).report).toMatchObject({ 'overdue-review': { 'not-stuck': 1 } });
    expect(await cloud.row(photo)).toMatchObject({ status: 'in-review' });
  });

  it('of an appeal whose clock has not rung is counted', async () => {
    const photo = await reviewed(73, { reviewKind: 'appeal', executionArn: await cloud.start({}, 'past') });
    expect((await cloud.sweep()).report).toMatchObject({ 'overdue-review': { 'counted-again': 1 } });
    expect(await cloud.messages('Votes')).toEqual([{ ...photo, isClock: true }]);
  });
});

describe('a decision of people', () => {
  const decided = (minutes: number, more = {}) =>
    reviewed(40, {
      openStatus: 'decided',
      status: 'in-review',
      reviewDecision: { decision: 'approve', by: ['Kim', 'Lee'], at: cloud.ago(minutes) },
      ...more,
    });

  longRun.it('that the journey has not saved is counted again, less and less often', async () => {
    const photo = await decided(30, { executionArn: await cloud.start({}, 'waits') });
    await decided(10, { executionArn: await cloud.start({}, 'soon') });

    const { report, metrics } = await cloud.sweep();
    expect(report).toEqual({ decided: { 'counted-again': 1, 'not-stuck': 1 } });
    expect(oldest(metrics, 'decided')).toBe(1800);
    expect(await cloud.messages('Votes')).toEqual([{ ...photo, isClock: false }]);

    const seen: number[] = [];
    for (let minute = 0; minute < 150; minute += 5) {
      cloud.pass(5);
      await cloud.sweep();
      const messages = (await cloud.messages('Votes')) as { photoId: string }[];
      if (messages.some(({ photoId }) => photoId === photo.photoId)) seen.push(minute + 5);
    }
    expect(seen).toEqual([20, 60, 140]);
  });

  it('goes with the photo through the journey when the execution is no more', async () => {
    const executionArn = await cloud.start({ upload: 'u', expiresAt: 'e', past: PAST }, 'dead');
    await cloud.stop(executionArn);
    await decided(30, { executionArn });

    expect((await cloud.sweep()).report).toEqual({ decided: { 'started-again': 1 } });

    expect(await cloud.inputOf(`${executionArn}-again-1`)).toEqual({
      upload: 'u',
      expiresAt: 'e',
      past: PAST,
      appeal: { decision: 'approve', decidedBy: 'Kim, Lee' },
    });
  });

  it.each([
    [
      'was decided',
      { decision: 'reject', by: ['Kim'], at: '2026-01-01T00:00:00.000Z' },
      { decision: 'reject', decidedBy: 'appeal: Kim' },
    ],
    ['nobody answered', undefined, { decision: 'expire', decidedBy: 'appeal: nobody in time' }],
  ])(
    'of an appeal that %s is counted twice, then started by the sweep',
    async (_, reviewDecision, appeal) => {
      const executionArn = await cloud.start({ upload: 'u', expiresAt: 'e', past: PAST }, 'rejected-it');
      await cloud.stop(executionArn);
      const photo = await reviewed(74, {
        openStatus: 'decided',
        reviewKind: 'appeal',
        executionArn,
        reviewDecision,
      });
      for (let run = 0; run < 2; run++) {
        expect((await cloud.sweep()).report).toEqual({ decided: { 'counted-again': 1 } });
        expect(await cloud.messages('Votes')).toEqual([{ ...photo, isClock: true }]);
        cloud.pass(60);
      }

      expect((await cloud.sweep()).report).toEqual({ decided: { 'started-again': 1 } });

      expect(await cloud.inputOf(`${executionArn}-again-1`)).toMatchObject({ upload: 'u', appeal });
    },
  );
});

describe('an upload', () => {
  const awaited = (more = {}) =>
    cloud.photo({
      openStatus: 'awaiting-upload',
      updatedAt: cloud.ago(0),
      expiresAt: Math.floor(cloud.now().getTime() / 1000) + 3600,
      bucket: undefined,
      ...more,
    });

  it('that was awaited and came unheard is announced again, three times, then given up', async () => {
    const photo = await awaited();
    await cloud.upload(photo);
    expect((await cloud.sweep()).report).toEqual({});
    for (const again of [1, 2, 3]) {
      cloud.pass(21);
      const { report, metrics } = await cloud.sweep();
      expect(report).toEqual({ 'awaited-upload': { 'announced-again': 1 } });
      expect(Number(oldest(metrics, 'awaited-upload'))).toBeGreaterThan(20 * 60);
      const key = `incoming/${photo.riderId}/${photo.photoId}`;
      expect(await cloud.messages('Waiting')).toEqual([
        {
          bucket: 'photos',
          object: { key, 'version-id': expect.any(String), size: 6 },
          past: { sentAt: expect.stringMatching(/^\d{4}-.*Z$/) },
          again,
        },
      ]);
    }
    cloud.pass(21);

    expect((await cloud.sweep()).report).toEqual({
      'awaited-upload': { 'given-up': 1 },
      'untold-failure': { told: 1 },
    });

    expect(await cloud.row(photo)).toMatchObject({ status: 'failed' });
    expect(cloud.announced()).toEqual([['PhotoFailed', { ...photo, error: 'SweptInVain' }]]);
  });

  it('that never came leaves no row behind when its hour is over', async () => {
    const photo = await awaited();
    cloud.pass(20);
    expect((await cloud.sweep()).report).toEqual({ 'awaited-upload': { 'not-stuck': 1 } });
    // Until then there is nothing to look for.
    cloud.pass(10);
    expect((await cloud.sweep()).report).toEqual({});
    cloud.pass(31);
    expect((await cloud.sweep()).report).toEqual({ 'awaited-upload': { 'row-dropped': 1 } });
    expect(await cloud.row(photo)).toBeUndefined();
  });

  it.each(['Uploads', 'Waiting'] as const)(
    'is not lost as long as some wait in the queue %s',
    async (queue) => {
      await cloud.upload(await awaited());
      await cloud.upload({ riderId: 'ada', photoId: 'without-a-row' });
      cloud.pass(120);
      const { SQSClient, SendMessageCommand } = await import('@aws-sdk/client-sqs');
      const sqs = new SQSClient({});
      const QueueUrl = process.env[queue === 'Uploads' ? 'UPLOADS_QUEUE_URL' : 'PHOTOS_WAITING_QUEUE_URL'];
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
      sqs.destroy();
      expect((await cloud.sweep()).report).toEqual({});
    },
  );

  it('without a row gets one, and is announced', async () => {
    const [lost, known] = [{ riderId: 'ada', photoId: 'lost' }, await cloud.photo({ status: 'approved' })];
    await cloud.upload(lost);
    await cloud.upload(known);
    await cloud.upload({ riderId: 'ada', photoId: 'lost/more' });
    expect((await cloud.sweep()).report).toEqual({});
    cloud.pass(61);

    const { report, metrics } = await cloud.sweep();

    expect(report).toEqual({ 'lost-upload': { 'row-made': 1 }, 'awaited-upload': { 'announced-again': 1 } });
    expect(Number(oldest(metrics, 'lost-upload'))).toBeGreaterThan(3600);
    expect(await cloud.row(lost)).toMatchObject({ status: 'awaiting-upload', openStatus: 'awaiting-upload' });
    expect(await cloud.messages('Waiting')).toHaveLength(1);
  });

  it('of a rider who was forgotten gets no row, and is brought to where it is refused', async () => {
    const photo = { riderId: 'gone', photoId: 'late' };
    await cloud.put({ pk: 'RIDER#gone', sk: 'PROFILE', forgottenAt: '2026-11-01', expiresAt: 4_000_000_000 });
    await cloud.upload(photo);
    cloud.pass(61);
    expect((await cloud.sweep()).report).toEqual({ 'lost-upload': { 'announced-again': 1 } });
    expect(await cloud.row(photo)).toBeUndefined();
    expect(await cloud.messages('Waiting')).toMatchObject([
      { object: { key: 'incoming/gone/late' }, again: 1 },
    ]);
  });

  longRun.it(
    'is looked for page by page, a page a run, and what is noted of the place names nobody',
    async () => {
      const uploads = Array.from({ length: 1002 }, (_, n) => ({
        riderId: `rider-${String(n).padStart(4, '0')}`,
        photoId: 'p',
      }));
      for (let at = 0; at < uploads.length; at += 50)
        await Promise.all(uploads.slice(at, at + 50).map(cloud.upload));
      // All but the last have a row.
      await cloud.putMany(
        uploads
          .slice(0, -1)
          .map(({ riderId }) => ({ pk: `RIDER#${riderId}`, sk: 'PHOTO#p', status: 'approved' })),
      );
      cloud.pass(61);
      expect((await cloud.sweep()).report).toEqual({});
      const [cursor] = (await cloud.rows()).filter(({ pk }) => pk === 'SWEEP');
      expect(cursor).toMatchObject({ after: expect.any(String) });
      expect((await cloud.sweep()).report).toMatchObject({ 'lost-upload': { 'row-made': 1 } });
    },
  );
});

describe('an erasure', () => {
  const record = async (state: string, name: string, more = {}) => {
    const erasure = `mark-of-${name}`;
    const row = { erasure, state, erasureId: name, requestedAt: cloud.ago(45), ...more };
    await cloud.put(row, ERASURES);
    return async () => (await cloud.rows(ERASURES)).find((each) => each['erasure'] === erasure);
  };

  it.each(['delayed', 'running'])(
    'that is %s, by an execution that is no more, is started again',
    async (state) => {
      const executionArn = await cloud.start({ riderId: 'ada', erasureId: 'first' }, 'first', 'erasure');
      await cloud.stop(executionArn);
      const row = await record(state, 'first');

      const { report, metrics, text } = await cloud.sweep();

      expect(report).toEqual({ erasure: { 'started-again': 1 } });
      expect(oldest(metrics, 'erasure')).toBe(45 * 60);
      expect(await row()).toMatchObject({ state: 'running', erasureId: 'first-again-1', sweptFrom: 'first' });
      expect(await cloud.inputOf(`${executionArn}-again-1`)).toEqual({
        riderId: 'ada',
        erasureId: 'first-again-1',
      });
      expect(text).not.toContain('ada');
    },
  );

  it('that runs is left alone, and so are one that is young and one that is done', async () => {
    await cloud.start({ riderId: 'ada' }, 'alive', 'erasure');
    await record('running', 'alive');
    await record('delayed', 'young', { requestedAt: cloud.ago(10) });
    await cloud.put({ erasure: 'done', state: 'done', receipt: {} }, ERASURES);
    expect((await cloud.sweep()).report).toEqual({ erasure: { 'not-stuck': 1 } });
  });

  longRun.it('is never given up: it is tried ever more seldom', async () => {
    await cloud.stop(await cloud.start({ riderId: 'ada', erasureId: 'e' }, 'e', 'erasure'));
    await record('delayed', 'e');
    const tries: number[] = [];
    for (let hour = 0; hour < 72; hour++) {
      const { report } = await cloud.sweep();
      if (report.erasure?.['started-again']) {
        tries.push(hour);
        const { executionArn } = {
          executionArn: `${process.env['FORGET_RIDER_ARN']!.replace(':stateMachine:', ':execution:')}:e-again-${tries.length}`,
        };
        await cloud.stop(executionArn);
      }
      cloud.pass(60);
    }
    expect(tries).toEqual([0, 1, 3, 7, 15, 31, 55]);
  });

  it('that was named and not started by the run before is started with the rider it is about', async () => {
    await cloud.stop(await cloud.start({ riderId: 'ada', erasureId: 'e' }, 'e', 'erasure'));
    await record('running', 'e-again-1', { sweptFrom: 'e' });
    expect((await cloud.sweep()).report).toEqual({ erasure: { 'started-again': 1 } });
    expect(await cloud.names('erasure')).toEqual(expect.arrayContaining(['e', 'e-again-1']));
  });
});

describe('a run', () => {
  it('fixes no more than it may, and leaves the rest to the next', async () => {
    for (let n = 0; n < 5; n++) await checked(30 + n, { name: `n${n}` });
    const bounds = { fixed: 2, looked: 10 };
    expect((await cloud.sweep({ bounds })).report).toEqual({ processing: { 'started-again': 2 } });
    expect((await cloud.sweep({ bounds })).report).toEqual({ processing: { 'started-again': 2 } });
    expect((await cloud.sweep({ bounds })).report).toEqual({ processing: { 'started-again': 1 } });
    expect((await cloud.sweep({ bounds })).report).toEqual({});
  });

  it('sweeps every kind although one of them fails, and fails then', async () => {
    await checked(30);
    const table = process.env['ERASURES_TABLE'];
    process.env['ERASURES_TABLE'] = 'gone';
    const { error, metrics } = await cloud.sweep();
    process.env['ERASURES_TABLE'] = table;
    expect(error).toMatchObject({ name: 'DependencyRefusedError' });
    expect(metrics).toContainEqual(
      expect.objectContaining({ kind: 'processing', outcome: 'started-again', Swept: 1 }),
    );
    expect(metrics).toContainEqual(expect.objectContaining({ kind: 'erasure', outcome: 'failed', Swept: 1 }));
  });

  it('gives a kind up after five failures, and not the others', async () => {
    for (let n = 0; n < 8; n++) await checked(30 + n, { name: `n${n}` });
    await reviewed(60);
    const machine = process.env['STATE_MACHINE_ARN'];
    process.env['STATE_MACHINE_ARN'] = `${machine}-gone`;
    const { error, metrics } = await cloud.sweep();
    process.env['STATE_MACHINE_ARN'] = machine;
    expect(error).toMatchObject({ name: 'DependencyRefusedError' });
    expect(metrics).toContainEqual(
      expect.objectContaining({ kind: 'processing', outcome: 'failed', Swept: 5 }),
    );
    expect(cloud.told('Reviewers')).toHaveLength(1);
    // What was handed over and not started is found again.
    cloud.pass(30);
    expect((await cloud.sweep()).report.processing).toEqual({ 'started-again': 8 });
    expect((await cloud.names()).filter((name) => name.endsWith('-again-1'))).toHaveLength(8);
  });

  it('is called by the schedule: writes the age of each kind, and no rider', async () => {
    const { photo } = await checked(30);
    const { handler } = await import('../../src/sweep/sweep-photos.ts');
    const context = { ...CONTEXT, getRemainingTimeInMillis: () => 60_000 };
    const event = { runId: 'd32c5kgo8flj3rd4m3zg', scheduledFor: '2026-11-28T10:02:00Z' };
    const { output, metrics, text } = await capture(() => handler(event, context));
    expect(output).toMatchObject({ processing: { 'started-again': 1 } });
    expect(metrics.filter((line) => 'OldestStuckSeconds' in line)).toHaveLength(9);
    expect(text).not.toContain(photo.riderId);
    expect(() => handler({}, context)).toThrow(expect.objectContaining({ name: 'InvalidInputError' }));
  });

  it('leaves rows of nobody’s alone', async () => {
    await cloud.put({ pk: 'FACES', sk: 'INDEXINGS', count: 1 }, TABLE);
    expect((await cloud.sweep()).report).toEqual({});
  });
});
