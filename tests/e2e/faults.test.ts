// What breaks on purpose, through the whole laptop cloud: retried to success, or undone.

import { type Laptop, sample, startLaptop } from './laptop.ts';

let laptop: Laptop | undefined;
afterEach(async () => {
  await laptop?.close();
  laptop = undefined;
});

const start = async (faults: string[], parameters?: Record<string, string>) => {
  laptop = await startLaptop({ faults, ...(parameters ? { parameters } : {}) });
  return laptop;
};

it.each([
  'state=DetectFace,nth=1-2,do=error,error=ThrottlingException',
  'state=IndexFace,nth=1,do=crash',
  'state=CreateThumbnails,nth=1,do=timeout',
  'service=rekognition:SearchFacesByImage,nth=1-2,do=error,error=ThrottlingException',
  'state=ClaimPhoto,nth=1-2,do=error,error=DynamoDB.ThrottlingException',
  'state=InspectPhoto,nth=1,do=duplicate',
])(
  '%s is overcome',
  async (fault) => {
    const { send, faces, announced } = await start([fault]);
    expect(await send(sample('bao.jpg'), 'bao')).toMatchObject({ status: 'approved' });
    expect(await faces()).toHaveLength(1);
    expect(announced()).toEqual(['PhotoApproved']);
  },
  60_000,
);

it.each([
  'state=InspectPhoto,do=error,error=DependencyRefusedError',
  'state=DetectFace,do=error,error=DependencyRefusedError',
  'state=ModeratePhoto,do=error,error=InvalidInputError',
  'state=IndexFace,do=crash',
  'state=CreateThumbnails,do=error,error=ImageUnreadableError',
  'state=ConfirmUnique,do=timeout',
  'state=SaveApproval,do=error,error=DynamoDb.ValidationException',
])(
  '%s for ever is undone',
  async (fault) => {
    const { send, faces, keys, rows, messages, announced } = await start([fault]);
    const answer = await send(sample('bao.jpg'), 'bao');
    expect(answer).toMatchObject({ status: 'failed', fault: { error: expect.any(String) } });
    expect(await faces()).toEqual([]);
    expect(await keys('derived/')).toEqual([]);
    expect((await rows()).map((row) => row['status'])).toEqual(['failed']);
    expect(messages('OperatorAlerts')).toHaveLength(1);
    expect(messages('RiderMessages')).toEqual([]);
    expect(announced()).toEqual(['PhotoFailed']);
  },
  90_000,
);

it('a failed photo may be sent again', async () => {
  const { send, faces } = await start([
    'state=SaveApproval,nth=1,do=error,error=DynamoDb.ValidationException',
  ]);
  expect(await send(sample('bao.jpg'), 'bao')).toMatchObject({ status: 'failed' });
  expect(await send(sample('bao.jpg'), 'bao')).toMatchObject({ status: 'approved' });
  expect(await faces()).toHaveLength(1);
}, 60_000);
