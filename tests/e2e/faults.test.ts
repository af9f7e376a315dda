// What breaks on purpose, through the whole laptop cloud: retried to success, or undone.

import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { cases } from '../support/long-run.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop({ clock: hurriedClock() });
}, 120_000);
afterAll(() => laptop.close());
const breakWith = (fault: string) => laptop.cloud.faults.replace([parseFaultFlag(fault)]);

// Every task with every error, in virtual time: tests/statemachine/every-fault.test.ts.
it.each(
  cases(
    [
      ['state=DetectFace,do=error,error=DependencyRefusedError', 'DependencyRefusedError'],
      ['state=IndexFace,do=crash', 'Runtime.ExitError'],
      ['state=SaveApproval,do=error,error=ValidationException', 'DynamoDb.ValidationException'],
    ],
    [
      ['state=CreateThumbnails,do=timeout', 'States.Timeout'],
      // The first is the upload itself.
      ['service=s3:PutObject,nth=2-,do=error,error=AccessDenied', 'DependencyRefusedError'],
      ['state=InspectPhoto,do=error,error=DependencyRefusedError', 'DependencyRefusedError'],
      ['state=ModeratePhoto,do=error,error=InvalidInputError', 'InvalidInputError'],
      ['state=CreateThumbnails,do=error,error=ImageUnreadableError', 'ImageUnreadableError'],
    ],
  ) as [string, string][],
)(
  '%s for ever is undone',
  async (fault, error) => {
    breakWith(fault);
    const { faces, keys, rows, messages, announced } = laptop;
    const alertsBefore = messages('OperatorAlerts').length;
    const answer = await laptop.send(sample('bao.jpg'), 'bao');
    expect(answer).toMatchObject({ status: 'failed', fault: { error }, told: [] });
    expect(await faces()).toEqual([]);
    expect(await keys('derived/')).toEqual([]);
    expect((await rows()).map((row) => row['status'])).toEqual(['failed']);
    expect(messages('OperatorAlerts')).toHaveLength(alertsBefore + 1);
    expect(announced().at(-1)).toBe('PhotoFailed');
  },
  90_000,
);

it.each(
  cases(
    [['service=rekognition:SearchFacesByImage,nth=1-2,do=error,error=ThrottlingException', 'ada']],
    [
      ['state=CreateThumbnails,nth=1,do=timeout', 'bao'],
      ['state=IndexFace,nth=1,do=crash', 'carla'],
      ['state=DetectFace,nth=1-2,do=error,error=ThrottlingException', 'dev'],
      ['state=ClaimPhoto,nth=1-2,do=error,error=ThrottlingException', 'emil'],
    ],
  ) as [string, string][],
)(
  '%s is overcome',
  async (fault, name) => {
    breakWith(fault);
    const facesBefore = (await laptop.faces()).length;
    expect(await laptop.send(sample(`${name}.jpg`), name)).toMatchObject({ status: 'approved' });
    expect(await laptop.faces()).toHaveLength(facesBefore + 1);
    expect(laptop.announced().at(-1)).toBe('PhotoApproved');
  },
  60_000,
);

it('copies that cannot be discarded fail no photo, and the operators hear of them', async () => {
  breakWith('state=DiscardCopies,do=error,error=DependencyRefusedError');
  expect(await laptop.send(sample('no-face.jpg'), 'nobody')).toMatchObject({ status: 'retake' });
  expect(laptop.messages('OperatorAlerts').at(-1)).toBe('A photo was answered but copies are left');
}, 60_000);

it('a step that is carried out twice leaves one face', async () => {
  breakWith('state=IndexFace,nth=1,do=duplicate');
  expect(await laptop.send(sample('ada-2.jpg'), 'ada')).toMatchObject({ status: 'approved' });
  expect((await laptop.faces()).filter(({ riderId }) => riderId === 'ada')).toHaveLength(1);
});
