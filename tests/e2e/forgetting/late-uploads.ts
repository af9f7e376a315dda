// Uploads of a rider who is being forgotten, or was: whenever one comes, nothing stays of it.

import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { RedriveExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { decodeJwt } from 'jose';
import { parseFaultFlag } from '../../../packages/laptop-cloud/src/faults/flag.ts';
import { longRun } from '../../support/long-run.ts';
import { type Laptop, sample } from '../laptop.ts';
import type { RiderStores } from '../rider-stores.ts';
import { callersOf } from '../signed-in.ts';
import { until } from '../until.ts';

const CONSENT = { version: '1', language: 'en', purposes: ['check-face', 'find-duplicates'] };

/** `states` are those of the erasure during which an upload comes. Nothing asks whether consent is asked for. */
export function leavesNothingOfLateUploads(
  laptopOf: () => Laptop,
  storesOf: () => RiderStores,
  states: readonly string[],
): void {
  let laptop: Laptop;
  let callers: ReturnType<typeof callersOf>;
  let stores: RiderStores;
  let s3: S3Client;
  let sfn: SFNClient;
  beforeAll(() => {
    laptop = laptopOf();
    callers = callersOf(laptop);
    stores = storesOf();
    s3 = new S3Client({ ...laptop.cloud.clientConfig, forcePathStyle: true });
    sfn = new SFNClient(laptop.cloud.clientConfig);
  });
  afterAll(() => {
    s3.destroy();
    sfn.destroy();
  });

  const output = (name: string) => laptop.cloud.stack.outputs[name]!;
  const put = (Key: string) =>
    s3.send(
      new PutObjectCommand({ Bucket: output('PhotosBucket'), Key, Body: readFileSync(sample('ada.jpg')) }),
    );

  /** States of every execution of the key, once there are `count` of them and all have ended. */
  async function endsOf(key: string, count: number): Promise<string[][]> {
    const theirs = await until(
      () => laptop.cloud.stepFunctions.list().filter(({ input }) => JSON.parse(input).upload?.key === key),
      (found) => found.length >= count && found.every(({ status }) => status !== 'RUNNING'),
      `${count} ended executions of ${key}`,
    );
    return theirs.map(({ executionArn }) => statesOf(executionArn));
  }
  const statesOf = (arn: string) =>
    laptop.cloud.stepFunctions.history(arn).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);

  async function aRider(name: string) {
    const token = await callers.token(name);
    expect((await callers.ask('PUT /v1/me/consent', { token, body: CONSENT })).status).toBe(200);
    const sub = decodeJwt(token).sub;
    const link = (await stores.rows('RiderLinksTable')).find((row) => row['sub'] === sub)!;
    return { token, riderId: String(link['riderId']) };
  }

  const start = (riderId: string) =>
    laptop.cloud.stepFunctions.start(output('ForgetRiderArn'), {
      input: JSON.stringify({ riderId, erasureId: `of-${riderId}` }),
      name: `of-${riderId}`,
    }).executionArn;

  const NOT_LET_IN = ['ClaimPhoto', 'WhyNotClaimed', 'DiscardUpload', 'NotWelcome'];

  it('one that comes after the erasure is let in no more and goes, in each version that was sent', async () => {
    const { riderId } = await aRider('after');
    await laptop.send(sample('ada.jpg'), riderId);
    expect((await laptop.cloud.stepFunctions.ended(start(riderId))).status).toBe('SUCCEEDED');

    const key = `incoming/${riderId}/late`;
    await put(key);
    await put(key);

    expect(await endsOf(key, 2)).toEqual([NOT_LET_IN, NOT_LET_IN]);
    expect(await stores.tracesOf(riderId)).toEqual([]);
    expect(await stores.refusalOf(riderId)).toBeDefined();
  }, 120_000);

  longRun.it(
    'a form that was given before is of no use after the erasure',
    async () => {
      const { token, riderId } = await aRider('form');
      const [photoId, bytes] = [randomUUID(), readFileSync(sample('bao.jpg'))];
      const sha256 = createHash('sha256').update(bytes).digest('base64');
      const { body } = await callers.ask(`PUT /v1/photos/${photoId}`, {
        token,
        body: { contentType: 'image/jpeg', sha256 },
      });
      expect((await laptop.cloud.stepFunctions.ended(start(riderId))).status).toBe('SUCCEEDED');

      const form = new FormData();
      for (const [name, value] of Object.entries(body.fields)) form.append(name, String(value));
      form.append('file', new Blob([new Uint8Array(bytes)]), 'me.jpg');
      expect((await fetch(body.url, { method: 'POST', body: form })).status).toBe(204);

      expect(await endsOf(`incoming/${riderId}/${photoId}`, 1)).toEqual([NOT_LET_IN]);
      expect(await stores.tracesOf(riderId)).toEqual([]);
    },
    120_000,
  );

  it.each(states)(
    'one that comes during %s leaves nothing',
    async (state) => {
      const { riderId } = await aRider(`during-${state.toLowerCase()}`);
      await laptop.send(sample('ada.jpg'), riderId);
      laptop.cloud.faults.replace([parseFaultFlag(`state=${state},nth=1,do=delay,ms=20000`)]);
      const key = `incoming/${riderId}/meanwhile`;
      const arn = start(riderId);
      while (!statesOf(arn).includes(state)) await pause(10);

      await put(key);

      expect((await laptop.cloud.stepFunctions.ended(arn)).status).toBe('SUCCEEDED');
      await endsOf(key, 1);
      expect(await stores.tracesOf(riderId)).toEqual([]);
      expect(await stores.refusalOf(riderId)).toBeDefined();
    },
    120_000,
  );

  longRun.it(
    'an execution that is redriven after the erasure brings nothing back',
    async () => {
      const { riderId } = await aRider('redriven');
      laptop.cloud.faults.replace([parseFaultFlag('state=IndexFace,nth=1,do=delay,ms=60000')]);
      const key = `incoming/${riderId}/redriven`;
      await put(key);
      const arnOf = () =>
        laptop.cloud.stepFunctions.list().find(({ input }) => JSON.parse(input).upload?.key === key)
          ?.executionArn;
      while (!statesOf(arnOf() ?? '').includes('IndexFace')) await pause(20);
      const executionArn = arnOf()!;
      await sfn.send(new StopExecutionCommand({ executionArn }));
      expect((await laptop.cloud.stepFunctions.ended(start(riderId))).status).toBe('SUCCEEDED');

      await sfn.send(new RedriveExecutionCommand({ executionArn }));

      await laptop.cloud.stepFunctions.ended(executionArn);
      expect(statesOf(executionArn).at(-1)).toBe('NotOurs');
      expect(await stores.tracesOf(riderId)).toEqual([]);
    },
    120_000,
  );
}
