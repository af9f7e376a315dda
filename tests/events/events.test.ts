// Every event under events/ fits what it is sent to, and every step has some.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import * as z from 'zod/mini';
import { UploadSchema } from '../../src/domain/photo.ts';
import { PastSchema } from '../../src/domain/photo-past.ts';
import { readUploadKey } from '../../src/domain/upload-key.ts';
import { Message, Event as WaitingUploads } from '../../src/intake/admit-uploads.ts';
import { ExpirySchema } from '../../src/shared/photo-schemas.ts';

const ROOT = path.join(__dirname, '../..');
const EVENTS = path.join(ROOT, 'events');

interface StepModule {
  Input: z.ZodMiniType;
}

const Machine = z.strictObject({ upload: UploadSchema, expiresAt: ExpirySchema, past: PastSchema });

const steps = readdirSync(path.join(ROOT, 'src/steps')).map((file) => path.basename(file, '.ts'));
const events = steps.flatMap((step) => casesOf(step).map((name): [string, string] => [step, name]));

function casesOf(folder: string): string[] {
  return readdirSync(path.join(EVENTS, folder)).map((file) => path.basename(file, '.json'));
}

function read(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(path.join(EVENTS, folder, `${name}.json`), 'utf8'));
}

async function load(step: string): Promise<StepModule> {
  return (await import(path.join(ROOT, 'src/steps', `${step}.ts`))) as StepModule;
}

it.each(steps)('%s has an event of an ordinary photo or of each verdict', (step) => {
  expect(casesOf(step)).toContain(step === 'decide' ? 'approved' : 'happy');
});

it.each(events)('%s takes the event %s whole', async (step, name) => {
  const { Input } = await load(step);
  expect(z.safeParse(Input, read(step, name))).toMatchObject({ success: true });
});

it.each(events)('%s refuses %s without any one of its members', async (step, name) => {
  const { Input } = await load(step);
  const event = read(step, name) as Record<string, unknown>;
  const { configuration: _mayBeLeftOut, ...needed } = event;
  for (const member of Object.keys(needed)) {
    const { [member]: _, ...rest } = event;
    expect(z.safeParse(Input, rest).success).toBe(false);
  }
});

it.each(casesOf('s3'))('the S3 event %s holds what the state machine reads', (name) => {
  const Event = z.object({
    source: z.literal('aws.s3'),
    'detail-type': z.literal('Object Created'),
    time: PastSchema.shape.sentAt,
    detail: z.object({
      bucket: z.object({ name: z.string() }),
      object: z.object({ key: z.string(), size: z.number(), 'version-id': z.string() }),
    }),
  });
  expect(z.safeParse(Event, read('s3', name))).toMatchObject({ success: true });
});

describe('the events of AdmitUploads', () => {
  const messagesOf = (name: string) => {
    const { Records } = WaitingUploads.parse(read('admit-uploads', name));
    return Records.map(({ body }) => z.safeParse(Message, parsed(body)).data);
  };

  it('carry an S3 event as the pipe delivers it', () => {
    const { detail, time } = read('s3', 'object-created') as {
      time: string;
      detail: { bucket: { name: string }; object: object };
    };
    const [{ body }] = (read('admit-uploads', 'happy') as { Records: [{ body: string }] }).Records;
    expect(JSON.parse(body)).toEqual({
      bucket: detail.bucket.name,
      object: detail.object,
      past: { sentAt: time },
    });
  });

  it('are of an upload, and of what is none', () => {
    const places = (name: string) =>
      messagesOf(name).map((message) => message && readUploadKey(message.object));
    expect(places('happy')).toEqual([{ riderId: 'ada', photoId: 'first' }]);
    expect(places('nothing-to-check')).toEqual(['folder', 'unexpected-key', undefined]);
  });
});

it('the input of the state machine is what AdmitUploads makes of its happy event', () => {
  const input = Machine.parse(read('check-photo', 'upload'));
  const [{ body }] = (read('admit-uploads', 'happy') as { Records: [{ body: string }] }).Records;
  const { bucket, object, past } = Message.parse(JSON.parse(body));
  expect(new Date(past!.sentAt).toISOString()).toBe(input.past.sentAt);
  expect(input.upload).toEqual({
    bucket,
    key: object.key,
    versionId: object['version-id'],
    size: object.size,
    riderId: 'ada',
    photoId: 'first',
  });
});

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

interface Pointer {
  bucket: string;
  key: string;
  size?: number;
  width?: number;
  height?: number;
}

/** Everything in an event that names an object. */
function pointers(value: unknown): Pointer[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'bucket' in value && 'key' in value ? [value as Pointer] : [];
  return [...own, ...Object.values(value).flatMap(pointers)];
}

it('points at samples that exist, with their true sizes', async () => {
  const named = events.flatMap(([step, name]) =>
    pointers(read(step, name)).map((pointer) => ({ name, ...pointer })),
  );
  const samples = named.filter(({ bucket }) => bucket === 'rider-photos-samples');
  expect(samples.length).toBeGreaterThan(steps.length);
  for (const { name, key, size, width, height } of samples) {
    const file = path.join(ROOT, 'samples', key);
    expect([key, existsSync(file)]).toEqual([key, true]);
    if (size !== undefined && name !== 'too-large') expect([key, size]).toEqual([key, statSync(file).size]);
    if (width === undefined) continue;
    const header = await sharp(file).metadata();
    expect([key, width, height]).toEqual([key, header.width, header.height]);
  }
});
