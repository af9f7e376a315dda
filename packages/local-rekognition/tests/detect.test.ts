// What is in one picture, through the real SDK and the real models.

import {
  DetectFacesCommand,
  DetectLabelsCommand,
  DetectModerationLabelsCommand,
  type RekognitionServiceException,
} from '@aws-sdk/client-rekognition';
import sharp from 'sharp';
import { cases } from '../../../tests/support/long-run.ts';
import { groupPhoto, type LaptopRekognition, sample, startRekognition } from './laptop-rekognition.ts';

let laptop: LaptopRekognition;

beforeAll(async () => {
  laptop = await startRekognition({
    reader: {
      arn: 'arn:aws:sts::000000000000:assumed-role/reader',
      can: (action) => action === 'rekognition:DetectFaces',
    },
    stranger: { arn: 'arn:aws:sts::000000000000:assumed-role/stranger', can: () => false },
  });
}, 30_000);
afterAll(() => laptop.close());

const detect = (Bytes: Buffer, Attributes: ('DEFAULT' | 'ALL' | 'SUNGLASSES' | 'BEARD')[] = ['DEFAULT']) =>
  laptop.client.send(new DetectFacesCommand({ Image: { Bytes }, Attributes }));

const nameOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: RekognitionServiceException) => error.name,
  );

describe('DetectFaces', () => {
  it('gives the default members and no others unless asked', async () => {
    const { FaceDetails = [] } = await detect(await sample('bao.jpg'));

    expect(FaceDetails).toHaveLength(1);
    expect(Object.keys(FaceDetails[0] ?? {}).sort()).toEqual([
      'BoundingBox',
      'Confidence',
      'Landmarks',
      'Pose',
      'Quality',
    ]);
    expect(FaceDetails[0]?.Landmarks?.map(({ Type }) => Type).sort()).toEqual([
      'eyeLeft',
      'eyeRight',
      'mouthLeft',
      'mouthRight',
      'nose',
    ]);
  });

  it('adds a single attribute that is asked for', async () => {
    const { FaceDetails = [] } = await detect(await sample('bao.jpg'), ['DEFAULT', 'SUNGLASSES']);

    expect(FaceDetails[0]?.Sunglasses).toEqual({ Value: false, Confidence: expect.any(Number) });
    expect(FaceDetails[0]).not.toHaveProperty('EyesOpen');
  });

  it('gives all 30 landmarks with ALL, and leaves out what the models cannot tell', async () => {
    const { FaceDetails = [] } = await detect(await sample('bao.jpg'), ['ALL']);
    const [face] = FaceDetails;

    expect(new Set(face?.Landmarks?.map(({ Type }) => Type)).size).toBe(30);
    expect(face?.Emotions?.map(({ Type }) => Type)).not.toContain('CONFUSED');
    for (const unknown of ['Eyeglasses', 'Beard', 'Mustache', 'Gender', 'EyeDirection']) {
      expect(face).not.toHaveProperty(unknown);
    }
  });

  it('places left and right as seen in the picture', async () => {
    const { FaceDetails = [] } = await detect(await sample('bao.jpg'), ['ALL']);
    const x = (type: string) => FaceDetails[0]?.Landmarks?.find(({ Type }) => Type === type)?.X ?? Number.NaN;

    expect(x('eyeLeft')).toBeLessThan(x('nose'));
    expect(x('nose')).toBeLessThan(x('eyeRight'));
    expect(x('leftPupil')).toBeLessThan(x('rightPupil'));
    expect(x('upperJawlineLeft')).toBeLessThan(x('upperJawlineRight'));
  });

  it('names in a header what was asked for and cannot be given', async () => {
    const seen: (string | undefined)[] = [];
    const client = laptop.as('local');
    client.middlewareStack.add(
      (next) => async (args) => {
        const output = await next(args);
        seen.push((output.response as { headers: Record<string, string> }).headers['x-local-unsupported']);
        return output;
      },
      { step: 'deserialize' },
    );
    const Image = { Bytes: await sample('bao.jpg') };

    await client.send(new DetectFacesCommand({ Image, Attributes: ['DEFAULT', 'BEARD'] }));
    await client.send(new DetectFacesCommand({ Image, Attributes: ['DEFAULT', 'SMILE'] }));

    expect(seen).toEqual(['BEARD', undefined]);
  });

  it.each(cases<1 | 2 | 3 | 4 | 5 | 6>([1], [2, 3, 4, 5, 6]))(
    'finds every person of group photo %i, largest first',
    async (number) => {
      const { FaceDetails = [] } = await detect(await groupPhoto(number));
      const areas = FaceDetails.map(
        ({ BoundingBox }) => (BoundingBox?.Width ?? 0) * (BoundingBox?.Height ?? 0),
      );

      expect(FaceDetails.length).toBe({ 1: 3, 2: 3, 3: 3, 4: 4, 5: 5, 6: 4 }[number]);
      expect(areas).toEqual([...areas].sort((a, b) => b - a));
    },
  );

  it('answers no face with an empty list', async () => {
    const { FaceDetails } = await detect(await sample('no-face.jpg'));

    expect(FaceDetails).toEqual([]);
  });
});

describe('pictures that are refused', () => {
  const blank = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#888888' } });

  it.each(['renamed-text.jpg', 'truncated.jpg', 'animated.gif', 'photo.heic', 'drawing.svg'])(
    '%s is no image',
    async (name) => {
      expect(await nameOf(detect(await sample(name)))).toBe('InvalidImageFormatException');
    },
  );

  it('WebP is no image', async () => {
    expect(await nameOf(detect(await blank(200, 200).webp().toBuffer()))).toBe('InvalidImageFormatException');
  });

  it('79 pixels are too few, 80 are enough', async () => {
    expect(await nameOf(detect(await blank(79, 400).png().toBuffer()))).toBe('InvalidParameterException');
    expect(await nameOf(detect(await blank(80, 80).png().toBuffer()))).toBe('no error');
  });

  it('30,000 x 30,000 pixels are too many, found before they are decoded', async () => {
    expect(await nameOf(detect(await sample('bomb.png')))).toBe('InvalidParameterException');
  });

  it('more than 5 MB of bytes are too large', async () => {
    expect(await nameOf(detect(Buffer.alloc(5 * 1024 * 1024 + 1)))).toBe('ImageTooLargeException');
  });

  it('more than 15 MB of object are too large', async () => {
    laptop.objects.set('photos/large', Buffer.alloc(15 * 1024 * 1024 + 1));
    const send = laptop.client.send(
      new DetectFacesCommand({ Image: { S3Object: { Bucket: 'photos', Name: 'large' } } }),
    );

    expect(await nameOf(send)).toBe('ImageTooLargeException');
  });

  it('an object that is not there', async () => {
    const send = laptop.client.send(
      new DetectFacesCommand({ Image: { S3Object: { Bucket: 'photos', Name: 'none' } } }),
    );

    expect(await nameOf(send)).toBe('InvalidS3ObjectException');
  });

  it('an object that the caller may not read', async () => {
    laptop.objects.set('photos/bao', await sample('bao.jpg'));
    const command = new DetectFacesCommand({ Image: { S3Object: { Bucket: 'photos', Name: 'bao' } } });

    expect(await nameOf(laptop.as('reader').send(command))).toBe('InvalidS3ObjectException');
    expect(await nameOf(laptop.client.send(command))).toBe('no error');
  });

  it('neither bytes nor object, and an attribute that does not exist', async () => {
    expect(await nameOf(laptop.client.send(new DetectFacesCommand({ Image: {} })))).toBe(
      'InvalidParameterException',
    );
    const odd = { Image: { Bytes: await sample('bao.jpg') }, Attributes: ['SHOE_SIZE'] };
    expect(await nameOf(laptop.client.send(new DetectFacesCommand(odd as never)))).toBe(
      'InvalidParameterException',
    );
  });

  it('a caller whose policies do not allow it', async () => {
    const command = new DetectFacesCommand({ Image: { Bytes: await sample('bao.jpg') } });

    expect(await nameOf(laptop.as('stranger').send(command))).toBe('AccessDeniedException');
  });
});

describe('content and labels', () => {
  it('finds nothing to moderate in a portrait, and says what it cannot see', async () => {
    const answer = await laptop.client.send(
      new DetectModerationLabelsCommand({ Image: { Bytes: await sample('bao.jpg') } }),
    );

    expect(answer.ModerationLabels).toEqual([]);
    expect(answer.ModerationModelVersion).toBe('nsfwjs-4.3.0');
  });

  it('calls a drawn landscape illustrated', async () => {
    const answer = await laptop.client.send(
      new DetectModerationLabelsCommand({ Image: { Bytes: await sample('no-face.jpg') } }),
    );

    expect(answer.ContentTypes?.map(({ Name }) => Name)).toEqual(['Illustrated']);
  });

  it('labels the people of a group photo, each with a place', async () => {
    const { Labels = [] } = await laptop.client.send(
      new DetectLabelsCommand({ Image: { Bytes: await groupPhoto(1) }, MinConfidence: 40 }),
    );
    const person = Labels.find(({ Name }) => Name === 'Person');

    expect(person?.Instances?.length).toBeGreaterThanOrEqual(3);
    expect(Labels.every(({ Confidence = 0 }) => Confidence >= 40)).toBe(true);
  });

  it('gives no more labels than asked for', async () => {
    const { Labels } = await laptop.client.send(
      new DetectLabelsCommand({ Image: { Bytes: await groupPhoto(1) }, MinConfidence: 1, MaxLabels: 1 }),
    );

    expect(Labels).toHaveLength(1);
  });
});
