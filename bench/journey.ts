// One photo from upload to answer, many times, on a laptop as `npm start` makes it. The benchmark is an AWS client like any
// other; the only thing of its own inside the laptop is a listener (journey/tap.mjs).
//
// What counts as inference, decode and encode, and what is outside of it:
// - inference: from each question to the models until their answer, told by the laptop itself. That includes the way to
//   their process and back, about a millisecond each;
// - decode and encode: sharp works inside the steps, where nobody can listen. The benchmark makes the same calls on the
//   same bytes alone, and counts that time inside InspectPhoto and CreateThumbnails, as late as it can lie in them. What
//   sharp takes longer in company counts as outside;
// - where the two overlap, time counts once. Everything else between upload and answer is outside: states, HTTP, storage,
//   queue, dispatch, JSON.

import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type JourneyClient } from './journey/client.ts';
import { newPhoto } from './journey/new-photos.ts';
import { measurePictureWork } from './journey/picture-work.ts';
import { coveredMs, endingWith, type Span } from './journey/spans.ts';
import { type Laptop, startTapped } from './laptop.ts';
import { type Mark, median } from './mark.ts';
import { referenceMs } from './reference.ts';

/** Enough for code to be compiled and connections to be open. */
const WARM_UPS = 10;
const RUNS = 11;

export async function journeyMarks(stateFolder: string): Promise<Mark[]> {
  const laptop = await startTapped(stateFolder, path.join(import.meta.dirname, 'journey', 'tap.mjs'));
  try {
    await laptop.warm;
    const client = createClient(laptop);
    const runs: Run[] = [];
    for (let number = 0; number < WARM_UPS + RUNS; number += 1) {
      const run = await measureRun(laptop, client, number);
      if (number >= WARM_UPS) runs.push(run);
    }
    const rssBytes = await askMemory(laptop);
    client.close();
    return [
      {
        name: `photo to verdict (median of ${RUNS})`,
        measured: median(runs.map(({ totalMs }) => totalMs)),
        unit: 'ms',
      },
      {
        name: '  against the reference run beside it',
        measured: median(runs.map(({ totalMs, besideMs }) => totalMs / besideMs)),
        unit: 'times',
        digits: 1,
        goal: { atMost: 6 },
      },
      {
        name: 'of it outside inference, decode and encode',
        measured: median(runs.map(({ totalMs, insideMs }) => totalMs - insideMs)),
        unit: 'ms',
      },
      {
        // A share of the whole would say less and less: the models have become faster than the rest.
        name: '  against the reference run beside it',
        measured: median(runs.map(({ totalMs, insideMs, besideMs }) => (totalMs - insideMs) / besideMs)),
        unit: 'times',
        digits: 2,
        goal: { atMost: 1.5 },
      },
      { name: 'main process after these', measured: rssBytes / 2 ** 20, unit: 'MB', goal: { atMost: 200 } },
    ];
  } finally {
    await laptop.stop();
  }
}

interface Run {
  totalMs: number;
  /** Inference, decode and encode. */
  insideMs: number;
  /** The reference run, right after it. */
  besideMs: number;
}

/** A photo of a rider nobody knows; afterwards no face is known any more. */
async function measureRun(laptop: Laptop, client: JourneyClient, number: number): Promise<Run> {
  const photo = await newPhoto(number);
  const inference: Span[] = [];
  const hear = (message: { span?: Span }): void => {
    if (message.span) inference.push(message.span);
  };
  laptop.child.on('message', hear);
  const journey = await client.send(photo, `rider-${number}`);
  laptop.child.off('message', hear);
  // Without them, all of the models' time would count as the laptop's own.
  if (inference.length === 0) throw new Error('the models told nothing of what they did');
  if (journey.verdict !== 'approved') throw new Error(`a photo of the benchmark was ${journey.verdict}`);
  await client.forgetFaces();
  // What the last answer left to do is done before the same work is measured alone.
  await sleep(100);
  const besideMs = await referenceMs();
  const alone = await measurePictureWork(photo, journey.face);
  const window = { startMs: journey.uploadedAtMs, endMs: journey.answeredAtMs };
  const pictures = [
    endingWith(journey.stateSpan('InspectPhoto'), alone.inspectMs),
    endingWith(journey.stateSpan('CreateThumbnails'), alone.thumbnailsMs),
  ];
  return {
    totalMs: window.endMs - window.startMs,
    insideMs: coveredMs([...inference, ...pictures], window),
    besideMs,
  };
}

async function askMemory({ child }: Laptop): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const hear = (message: { rssBytes?: number }): void => {
    if (message.rssBytes !== undefined) resolve(message.rssBytes);
  };
  child.on('message', hear);
  child.send({ ask: 'memory' });
  return promise.finally(() => child.off('message', hear));
}
