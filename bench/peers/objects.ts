// Puts and gets of objects of 50 KB, by one client and by eight: ours, fauxqs, MiniStack, and how far a bare server comes.

import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Mark, median } from '../mark.ts';
import { type Contender, credentialsFor } from './contender.ts';
import { perSecond, prepare, type Recorder } from './replay.ts';

const ROUNDS = 5;
const OBJECTS = 200;
/** How often each round puts and gets all of them; as in app.ts, rounds of about the same length. */
const TIMES: Record<string, number> = { ours: 5, fauxqs: 5, MiniStack: 1, 'bare node:http': 5 };
const BYTES = 50 * 1024;
const BUCKET = 'side-by-side';
const CLIENTS = [1, 8];

type Config = ConstructorParameters<typeof S3Client>[0];

export async function objectMarks(
  ours: Contender,
  others: readonly Contender[],
  bare: Contender,
): Promise<Mark[]> {
  const all = [ours, ...others, bare];
  const paces = new Map<string, number[]>();
  const note = (key: string, pace: number): void => void paces.set(key, [...(paces.get(key) ?? []), pace]);
  for (const each of all) {
    const s3 = new S3Client(config(each));
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    s3.destroy();
  }
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const clients of CLIENTS)
      for (const each of all) {
        const { puts, gets } = await requests(each);
        const put = await perSecond(each.endpoint, puts, clients);
        const got = await perSecond(each.endpoint, gets, clients);
        if (round === 0) continue;
        note(`put ${clients} ${each.name}`, put);
        note(`get ${clients} ${each.name}`, got);
      }
  const pace = (key: string): number => median(paces.get(key) ?? []);
  return ['put', 'get'].flatMap((what) =>
    CLIENTS.flatMap((clients): Mark[] => {
      const own = pace(`${what} ${clients} ${ours.name}`);
      const theirs = others.map(({ name }) => ({ name, pace: pace(`${what} ${clients} ${name}`) }));
      const best = Math.max(...theirs.map((each) => each.pace));
      const words = theirs.map((each) => `${each.name} ${Math.round(each.pace)}/s`).join(', ');
      return [
        {
          name: `${what} of 50 KB, ${clients === 1 ? 'one client' : `${clients} clients`}`,
          measured: own,
          unit: '/s',
        },
        {
          name: `  against the better (${words})`,
          measured: own / best,
          unit: 'times',
          digits: 2,
          goal: { atLeast: 1.5 },
        },
        {
          name: '  at most possible: bare node:http, no signatures, no disk',
          measured: pace(`${what} ${clients} ${bare.name}`) / best,
          unit: 'times',
          digits: 2,
        },
      ];
    }),
  );
}

async function requests(contender: Contender) {
  const Body = Buffer.alloc(BYTES, 'x');
  const keys = Array.from({ length: OBJECTS * TIMES[contender.name]! }, (_, number) => ({
    Bucket: BUCKET,
    Key: `photos/${number % OBJECTS}`,
  }));
  const client = (handler: Recorder) =>
    new S3Client({ ...config(contender), requestHandler: handler as never });
  return {
    puts: await prepare(
      client,
      keys.map((key) => new PutObjectCommand({ ...key, Body })),
    ),
    gets: await prepare(
      client,
      keys.map((key) => new GetObjectCommand(key)),
    ),
  };
}

function config(contender: Contender): NonNullable<Config> {
  return { ...credentialsFor(contender), forcePathStyle: true };
}
