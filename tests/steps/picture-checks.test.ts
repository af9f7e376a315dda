// The steps that look at the rest of the picture: ModeratePhoto, LabelPhoto, ClassifyPhoto.

import type { Finding } from '../../src/domain/finding.ts';
import { BUCKET, type Cloud, ENDPOINT, startCloud } from './cloud.ts';
import { aFace, aScene, NEUTRAL, person, type Scene } from './scene.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

async function check<Output>(step: string, scene: Partial<Scene> = {}, more: object = {}) {
  const key = 'derived/ada/1/working.jpg';
  await cloud.put(key, aScene([aFace(person(0))], scene));
  return cloud.run<Output>(step, { image: { bucket: BUCKET, key, width: 800, height: 1000 }, ...more });
}

describe('ModeratePhoto', () => {
  it('passes an ordinary portrait, with the version of the model', async () => {
    const { output } = await check<{ findings: Finding[] }>('moderate-photo');
    expect(output.findings.map(({ code, status }) => `${code} ${status}`)).toEqual([
      'CONTENT passed',
      'NOT_A_PHOTO passed',
    ]);
    expect(output).toMatchObject({ modelVersion: expect.stringMatching(/\S/) });
  });

  it('asks below the thresholds, so that what is measured is known', async () => {
    const moderation = { ...NEUTRAL, neutral: 0.3, porn: 0.7 };
    const { output } = await check<{ findings: Finding[] }>('moderate-photo', { moderation });
    expect(output.findings[0]).toMatchObject({ code: 'CONTENT', status: 'failed', measured: 'Explicit 70' });
  });

  it('sends a drawing to a person', async () => {
    const { output } = await check<{ findings: Finding[] }>('moderate-photo', {
      moderation: { ...NEUTRAL, drawing: 0.95 },
    });
    expect(output.findings[1]).toMatchObject({ code: 'NOT_A_PHOTO', status: 'review' });
  });
});

it('LabelPhoto names what is in the picture', async () => {
  const box = { left: 0, top: 0, width: 1, height: 1 };
  const { output } = await check('label-photo', { objects: [{ name: 'car', confidence: 91, box }] });
  expect(output).toEqual({ labels: [{ name: 'Car', confidence: 91 }] });
});

describe('ClassifyPhoto', () => {
  const answer = (body: string) => async () => ({ body, contentType: 'application/json' });

  it('sends the working copy’s bytes and passes the answer on', async () => {
    const sent: { body: Buffer; contentType: string }[] = [];
    cloud.sageMaker.register(ENDPOINT, async (body, contentType) => {
      sent.push({ body, contentType });
      return { body: '{"score":0.25,"label":"helmet","extra":1}', contentType: 'application/json' };
    });
    const { output } = await check('classify-photo', {}, { endpoint: ENDPOINT });
    expect(output).toEqual({ answer: { score: 0.25, label: 'helmet' } });
    expect(sent).toEqual([{ body: await cloud.get('derived/ada/1/working.jpg'), contentType: 'image/jpeg' }]);
  });

  it.each(['not json', '{}', '{"score":"high"}', '{"score":1.5}', '[0.5]'])(
    'refuses the answer %s of a model',
    async (body) => {
      cloud.sageMaker.register(ENDPOINT, answer(body));
      const { error } = await check('classify-photo', {}, { endpoint: ENDPOINT });
      expect(error).toMatchObject({ name: 'DependencyRefusedError' });
    },
  );

  it('takes a crash of the model for worth another try', async () => {
    cloud.sageMaker.register(ENDPOINT, () => Promise.reject(new Error('out of memory')));
    const { error } = await check('classify-photo', {}, { endpoint: ENDPOINT });
    expect(error).toMatchObject({ name: 'DependencyUnavailableError' });
  });

  it('takes a missing endpoint for ours to fix', async () => {
    const { error } = await check('classify-photo', {}, { endpoint: 'no-such-endpoint' });
    expect(error).toMatchObject({ name: 'DependencyRefusedError' });
  });
});
