// The process that holds the models: it answers, it may die, and it comes back.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cases, longRun } from '../../../tests/support/long-run.ts';
import { createVision, type Vision } from '../src/vision-process.ts';
import { sample } from './laptop-rekognition.ts';

let vision: Vision;

beforeEach(() => {
  vision = createVision();
});
afterEach(() => vision.close());

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('starts with the first question, answers questions of one moment each with its own, and is gone once closed', async () => {
  expect(vision.pid()).toBeUndefined();
  const [bao, nobody] = await Promise.all([sample('bao.jpg'), sample('no-face.jpg')]);

  const answers = await Promise.all(
    [bao, nobody, bao].map((image) => vision.ask({ task: 'faces', image, describe: 1 })),
  );

  expect(answers.map(({ faces }) => faces.length)).toEqual([1, 0, 1]);
  expect(answers[0]).toEqual(answers[2]);
  expect(answers[0]?.faces[0]?.descriptor).toHaveLength(512);
  const pid = vision.pid() ?? 0;
  expect(pid).toBeGreaterThan(0);
  // Windows has no steps as small as this: whoever asks has the processor first.
  if (process.platform !== 'win32') expect(getPriority(pid)).toBe(Math.min(getPriority() + 5, 19));
  await vision.close();
  expect(isRunning(pid)).toBe(false);
});

it('fails the question that was open when it died, and answers the next', async () => {
  const image = await sample('bao.jpg');
  const open = vision.ask({ task: 'labels', image });
  process.kill(vision.pid() ?? 0, 'SIGKILL');
  await expect(open).rejects.toMatchObject({ name: 'VisionFailedError' });

  await expect(vision.ask({ task: 'labels', image })).resolves.toHaveProperty('objects');
});

longRun.it('keeps what both of its threads compiled, for the next process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'compiled-'));
  process.env['NODE_COMPILE_CACHE'] = folder;
  try {
    await vision.ask({ task: 'warm' });
    await vision.close();

    const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
    const texts = kept.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'latin1'));
    for (const only of ['recognize', 'classify']) {
      expect(texts.some((text) => text.includes(only))).toBe(true);
    }
  } finally {
    delete process.env['NODE_COMPILE_CACHE'];
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the thread of the second worker', () => {
  /** A vision whose thread first runs one of the files in threads/. */
  const visionWith = (thread: string) => {
    const file = pathToFileURL(join(import.meta.dirname, 'threads', `${thread}.mjs`)).href;
    vision = createVision(undefined, ['--import', file]);
  };

  longRun.it('never holds up what the first worker is asked', async () => {
    visionWith('silent');
    const image = await sample('bao.jpg');
    const answered: string[] = [];
    const moderation = vision.ask({ task: 'moderation', image }).finally(() => answered.push('moderation'));

    await vision.ask({ task: 'faces', image, describe: 1 }).then(() => answered.push('faces'));

    expect(answered).toEqual(['faces']);
    await vision.close();
    await expect(moderation).rejects.toMatchObject({ name: 'VisionFailedError' });
  });

  it.each(
    cases<[string, RegExp, readonly 'warm'[]]>(
      // Until its first question it has only to be loaded, which is warm enough.
      [['dying', /^the second worker of the vision process ended: .*exited with code 3/, []]],
      [['unloadable', /^the second worker of the vision process ended: .*the weights are gone/, ['warm']]],
    ),
  )(
    'is named to all who wait when it is %s, and the next question starts another process',
    async (thread, reason, more) => {
      visionWith(thread);
      const image = await sample('bao.jpg');

      const questions = [
        vision.ask({ task: 'moderation', image }),
        vision.ask({ task: 'labels', image }),
        ...more.map((task) => vision.ask({ task })),
      ];
      const pid = vision.pid();

      for (const question of questions) {
        await expect(question).rejects.toMatchObject({
          name: 'VisionFailedError',
          message: expect.stringMatching(reason),
        });
      }
      expect(vision.pid()).toBeUndefined();
      const next = vision.ask({ task: 'warm' });
      expect(vision.pid()).toBeGreaterThan(0);
      expect(vision.pid()).not.toBe(pid);
      await vision.close();
      await expect(next).rejects.toThrow();
    },
  );
});
