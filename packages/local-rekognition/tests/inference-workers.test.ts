// One picture, looked at in two workers: what overlaps, and that nothing is looked for twice. The looks are stand-ins whose end
// the test decides.

import type { InferenceWorkers } from '../src/vision/inference-workers.ts';
import { createPicture, type Picture } from '../src/vision/picture.ts';
import type { Pixels } from '../src/vision/protocol.ts';
import { createQueue } from '../src/vision/queue.ts';
import { createRecent } from '../src/vision/recent.ts';
import { rectOf } from '../src/vision/rect.ts';

const SIDE_PX = 400;
const pixels: Pixels = {
  rgb: new Uint8Array(SIDE_PX * SIDE_PX * 3),
  width: SIDE_PX,
  height: SIDE_PX,
  scale: 1,
};
const open = async () => pixels;

/** A face whose mesh is a circle. */
const faceAt = (x: number, radius: number) => ({
  boxScore: 0.9,
  faceScore: 1,
  size: [2 * radius, 2 * radius] as [number, number],
  mesh: Array.from({ length: 478 }, (_, at): [number, number, number] => [
    x + radius * Math.cos(at),
    200 + radius * Math.sin(at),
    0,
  ]),
});
const descriptor = [1, 2, 3];
const NEUTRAL = { drawing: 0, hentai: 0, neutral: 1, porn: 0, sexy: 0 };

/** Workers that note what they are asked. */
function standIns(
  answers: { first?: Partial<InferenceWorkers['first']>; second?: Partial<InferenceWorkers['second']> } = {},
) {
  const asked: string[] = [];
  const noting =
    <Input extends unknown[], Answer>(name: string, look: (...input: Input) => Promise<Answer>) =>
    (...input: Input) => {
      asked.push(name);
      return look(...input);
    };
  const { first, second } = answers;
  const workers: InferenceWorkers = {
    first: {
      loaded: Promise.resolve(),
      lookForFaces: noting('look for faces', first?.lookForFaces ?? (async () => [])),
      lookCloser: noting('look closer', first?.lookCloser ?? (async () => undefined)),
      describe: noting('describe', first?.describe ?? (async () => descriptor)),
      warmUp: async () => undefined,
    },
    second: {
      loaded: Promise.resolve(),
      locateFaces: noting('locate faces', second?.locateFaces ?? (async () => [])),
      moderate: noting('moderate', second?.moderate ?? (async () => NEUTRAL)),
      findObjects: noting('find objects', second?.findObjects ?? (async () => ({ objects: [] }))),
    },
  };
  const lookFurther = (picture: Picture) => void picture.moderation(open);
  return { picture: createPicture(workers), eager: createPicture(workers, lookFurther), asked };
}

describe('a picture', () => {
  it('shows the one face of which the first detector is certain, without asking the second', async () => {
    const certain = { ...faceAt(200, 90), boxScore: 0.8 };
    const { picture, asked } = standIns({ first: { lookForFaces: async () => [certain] } });

    await expect(picture.faces(open, { describe: 0 })).resolves.toHaveLength(1);
    expect(asked).not.toContain('locate faces');
  });

  it('shows no second face that only one detector sees, unless that one is certain', async () => {
    const main = { ...faceAt(200, 90), boxScore: 0.89 };
    const dome = { ...faceAt(80, 60), boxScore: 0.62 };
    const passerBy = { ...faceAt(80, 60), boxScore: 0.75 };
    const alone = standIns({ first: { lookForFaces: async () => [main, dome] } });
    const certain = standIns({ first: { lookForFaces: async () => [main, passerBy] } });
    const agreed = standIns({
      first: { lookForFaces: async () => [main, dome] },
      second: { locateFaces: async () => [{ score: 0.5, box: rectOf(dome) }] },
    });

    await expect(alone.picture.faces(open, { describe: 0 })).resolves.toHaveLength(1);
    await expect(certain.picture.faces(open, { describe: 0 })).resolves.toHaveLength(2);
    await expect(agreed.picture.faces(open, { describe: 0 })).resolves.toHaveLength(2);
  });

  it('is shown to the second detector as soon as there is doubt, while the first goes on', async () => {
    const faces = [faceAt(120, 60), faceAt(300, 50)];
    const ages = Promise.withResolvers<void>();
    const { picture, asked } = standIns({
      first: {
        lookForFaces: async (_, __, onSeen) => {
          onSeen?.(faces);
          await ages.promise;
          return faces;
        },
      },
    });

    const answer = picture.faces(open, { describe: 0 });
    await new Promise(setImmediate);
    const askedMeanwhile = [...asked];
    ages.resolve();
    await answer;

    expect(askedMeanwhile).toEqual(['look for faces', 'locate faces']);
    expect(asked).toEqual(askedMeanwhile);
  });

  it.each([
    ['one', [faceAt(200, 90)], ['look for faces', 'moderate']],
    ['several', [faceAt(120, 60), faceAt(300, 50)], ['look for faces', 'locate faces', 'moderate']],
    ['none', [], ['look for faces', 'locate faces']],
  ])('is looked at further when faces are seen, after the doubt: %s', async (_, faces, wanted) => {
    const { eager, asked } = standIns({
      first: {
        lookForFaces: async (_open, _mood, onSeen) => {
          onSeen?.(faces);
          return faces;
        },
      },
    });

    await eager.faces(open, { describe: 0 });

    expect(asked).toEqual(wanted);
  });

  it('keeps the one face that the second detector cannot see in the dark', async () => {
    const dark = [{ ...faceAt(200, 90), boxScore: 0.58 }];
    const doubtful = [{ ...faceAt(200, 90), boxScore: 0.5 }];

    const [seen, unseen] = [dark, doubtful].map((faces) =>
      standIns({ first: { lookForFaces: async () => faces } }),
    );

    await expect(seen?.picture.faces(open, { describe: 0 })).resolves.toHaveLength(1);
    await expect(unseen?.picture.faces(open, { describe: 0 })).resolves.toEqual([]);
  });

  it('is moderated while labels are still looked for', async () => {
    const labels = Promise.withResolvers<{ objects: [] }>();
    const { picture } = standIns({ second: { findObjects: () => labels.promise } });
    const asked = picture.labels(open);

    await expect(picture.moderation(open)).resolves.toEqual(NEUTRAL);
    labels.resolve({ objects: [] });
    await expect(asked).resolves.toEqual({ objects: [] });
  });

  it('is looked at once, however many ask at the same time', async () => {
    const { picture, asked } = standIns({ first: { lookForFaces: async () => [faceAt(200, 90)] } });

    const [one, other] = await Promise.all([
      picture.faces(open, { describe: 0 }),
      picture.faces(open, { describe: 1 }),
      picture.labels(open),
      picture.labels(open),
      picture.moderation(open),
      picture.moderation(open),
    ]);

    expect(asked.toSorted()).toEqual(['describe', 'find objects', 'look for faces', 'moderate']);
    expect(other).toEqual([{ ...one[0], descriptor }]);
  });

  it('has faces described only for who asks for it, each once', async () => {
    const faces = [faceAt(50, 40), faceAt(140, 30), faceAt(220, 25), faceAt(300, 20)];
    const { picture, asked } = standIns({ first: { lookForFaces: async () => faces } });

    const none = await picture.faces(open, { describe: 0 });
    const few = await picture.faces(open, { describe: 1 });
    const all = await picture.faces(open, { describe: 4 });

    const described = [none, few, all].map((each) => each.map((face) => 'descriptor' in face));
    expect(described).toEqual([
      [false, false, false, false],
      [true, false, false, false],
      [true, true, true, true],
    ]);
    expect(asked.filter((name) => name === 'describe')).toHaveLength(4);
  });

  it('is looked at for emotions only when they are asked for, and then never without', async () => {
    const looks: boolean[] = [];
    const { picture } = standIns({
      first: {
        lookForFaces: async (_, mood) => {
          looks.push(mood);
          return [{ ...faceAt(200, 90), ...(mood && { emotion: [{ emotion: 'happy', score: 0.8 }] }) }];
        },
      },
    });

    const answers = [];
    for (const mood of [false, true, false]) answers.push(await picture.faces(open, { describe: 0, mood }));

    expect(looks).toEqual([false, true]);
    expect(answers.map(([face]) => face?.smile?.value)).toEqual([undefined, true, true]);
  });

  it('is looked at again after a look that failed', async () => {
    let looks = 0;
    const { picture } = standIns({
      second: {
        moderate: async () => {
          if (++looks === 1) throw new Error('out of memory');
          return NEUTRAL;
        },
      },
    });

    await expect(picture.moderation(open)).rejects.toThrow('out of memory');
    await expect(picture.moderation(open)).resolves.toEqual(NEUTRAL);
  });
});

describe('a queue', () => {
  it('starts a piece of work when the one before has ended, be it by an error', async () => {
    const inTurn = createQueue();
    const events: string[] = [];
    const work = (name: string, fails: boolean) => async () => {
      events.push(`${name} starts`);
      await Promise.resolve();
      events.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };

    const results = await Promise.allSettled([inTurn(work('a', true)), inTurn(work('b', false))]);

    expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
    expect(results).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 'b' }]);
  });
});

describe('what was used last', () => {
  it('is kept, the rest is made again', () => {
    const recent = createRecent<string>(2);
    const made: string[] = [];
    const use = (key: string) =>
      recent(key, () => {
        made.push(key);
        return key.toUpperCase();
      });

    const used = ['a', 'b', 'a', 'c', 'a', 'b'].map(use);

    expect(used).toEqual(['A', 'B', 'A', 'C', 'A', 'B']);
    expect(made).toEqual(['a', 'b', 'c', 'b']);
  });
});
