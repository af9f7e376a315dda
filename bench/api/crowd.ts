// Many riders' pages at once: the page's own code watches each photo at the pace that the API sets, while some of the photos are
// really checked.

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { watchPhoto } from '../../web/rider/watch-photo.ts';
import { createApi } from '../../web/shared/api.ts';
import type { Clock } from '../../web/shared/watch.ts';
import { newPhoto } from '../journey/new-photos.ts';
import type { Laptop } from '../laptop.ts';
import type { WatchingRider } from './riders.ts';

export interface Watched {
  /** Milliseconds of each request. */
  times: number[];
  /** In words: what the API refused, and photos that failed. */
  errors: string[];
  /** Photos with an answer, or before people, who give it later. */
  answered: number;
  seconds: number;
}

/** Nobody opens their page at the same moment as everybody else: they come over so long. */
const COMING_MS = 5000;
/** As long as it takes for each page to have found its pace. */
const LEAST_MS = 30_000;
const MOST_MS = 180_000;

const CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  isHidden: () => false,
  onReturn: () => () => undefined,
};

/** Has all riders watch, and the first `photos` of them send one. Ends when those are answered. */
export async function watchTogether(
  laptop: Laptop,
  riders: readonly WatchingRider[],
  photos: number,
): Promise<Watched> {
  const times: number[] = [];
  const errors: string[] = [];
  const answered = new Set<string>();
  const apiUrl = laptop.printed('ApiUrl');
  const timed: typeof fetch = async (place, init) => {
    const startedAt = performance.now();
    const response = await fetch(`${apiUrl}${place}`, init);
    times.push(performance.now() - startedAt);
    return response;
  };
  const watch = ({ riderId, photoId, accessToken }: WatchingRider) =>
    watchPhoto(
      createApi(async () => accessToken, timed),
      photoId,
      CLOCK,
      {
        onState: ({ status }) => {
          if (status === 'failed') errors.push(`the photo of ${riderId} failed`);
          else if (status !== 'processing' && status !== 'awaiting-upload') answered.add(riderId);
        },
        onProblem: (problem) => errors.push(problem.message),
        onStopped: () => errors.push(`${riderId} was told to come back later`),
      },
    );

  const startedAt = performance.now();
  const watchers: ReturnType<typeof watch>[] = [];
  const uploading = send(laptop, riders.slice(0, photos));
  for (const [index, rider] of riders.entries()) {
    const dueMs = (COMING_MS * index) / riders.length;
    await pause(dueMs - (performance.now() - startedAt));
    watchers.push(watch(rider));
  }
  await uploading;
  const passedMs = () => performance.now() - startedAt;
  while (passedMs() < LEAST_MS || (answered.size < photos && passedMs() < MOST_MS)) await pause(100);
  for (const watcher of watchers) watcher.stop();
  return { times, errors, answered: answered.size, seconds: passedMs() / 1000 };
}

async function send(laptop: Laptop, riders: readonly WatchingRider[]): Promise<void> {
  const s3 = new S3Client({
    endpoint: laptop.printed('AWS endpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const pictures = await Promise.all(riders.map((_, number) => newPhoto(number)));
  await Promise.all(
    riders.map(({ riderId, photoId }, index) =>
      s3.send(
        new PutObjectCommand({
          Bucket: laptop.printed('PhotosBucket'),
          Key: `incoming/${riderId}/${photoId}`,
          Body: pictures[index]!,
        }),
      ),
    ),
  );
  s3.destroy();
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
