// Every way a photo is answered: verdicts, reviews, repeats, renewals, reminders.

import { decided, fails, inspected, travel, waitingFor } from './journey.ts';

const CLAIM = ['ReadMessage', 'ReadKey', 'IsUpload', 'ReadUpload', 'ClaimPhoto'];

/** The states of the main line: branches of Parallel states run in no promised order. */
const BRANCHES =
  /^(FindDuplicate|ModeratePhoto|IsLabelling|Label\w+|IsClassifying|Classif\w+|ReadRider|IndexFace|CreateThumbnails|PublishOutcome|Outcome\w+|TellRider|Rider\w+)$/;
const mainLine = (states: string[]) => states.filter((name) => !BRANCHES.test(name));

describe('approval', () => {
  it('goes from claim to announcement', async () => {
    const { outcome, states, inputs } = await travel();
    expect(outcome.status).toBe('SUCCEEDED');
    expect(mainLine(states)).toEqual([
      ...CLAIM,
      'InspectPhoto',
      'IsReadable',
      'DetectFace',
      'IsWorthChecking',
      'CheckPhoto',
      'Decide',
      'OnVerdict',
      'PublishPhoto',
      'IsIndexed',
      'ConfirmUnique',
      'IsUnique',
      'SaveApproval',
      'HasOldFaces',
      'CreateInsights',
      'SaveInsights',
      'AnnounceOutcome',
      'WasAnnounced',
      'IsRetake',
      'Done',
    ]);
    expect(states).toEqual(
      expect.arrayContaining([
        'FindDuplicate',
        'ModeratePhoto',
        'LabelPhoto',
        'ReadRider',
        'PublishOutcome',
        'TellRider',
      ]),
    );
    expect(inputs['PublishOutcome']![0]).toMatchObject({
      Entries: [{ DetailType: 'PhotoApproved', Detail: { riderId: 'rider-1', photoId: 'photo-1' } }],
    });
  });

  it('saves photo and profile in one transaction', async () => {
    const { inputs } = await travel();
    expect(inputs['SaveApproval']![0]).toMatchObject({
      TransactItems: [
        {
          Update: {
            Key: { pk: { S: 'RIDER#rider-1' }, sk: { S: 'PHOTO#photo-1' } },
            ExpressionAttributeValues: { ':faceId': { S: 'face-1' } },
          },
        },
        { Update: { Key: { pk: { S: 'RIDER#rider-1' }, sk: { S: 'PROFILE' } } } },
      ],
    });
  });

  it('removes the faces that a renewal replaces', async () => {
    const { states, inputs } = await travel({
      answers: { ConfirmUnique: { findings: [], unique: true, replacedFaceIds: ['old-1'] } },
    });
    expect(states).toContain('RemoveOldFaces');
    expect(inputs['RemoveOldFaces']![0]).toMatchObject({ FaceIds: ['old-1'] });
  });

  it('keeps a key with spaces, plus, percent, umlauts and emoji as it is', async () => {
    const { inputs } = await travel({ key: 'incoming/jürgen +1%20/😀 ü.jpg' });
    expect(inputs['ClaimPhoto']![0]).toMatchObject({
      Item: {
        pk: { S: 'RIDER#jürgen +1%20' },
        sk: { S: 'PHOTO#😀 ü.jpg' },
        key: { S: 'incoming/jürgen +1%20/😀 ü.jpg' },
      },
    });
  });
});

describe('optional checks', () => {
  it('leaves labels out when they are off', async () => {
    const { states, inputs } = await travel({ labelPhotos: 'off' });
    expect(states).toContain('LabelsOff');
    expect(inputs['Decide']![0]).toMatchObject({
      Payload: { photo: { checks: { labels: { status: 'off' }, classification: { answer: 'off' } } } },
    });
  });

  it('goes on without labels when they fail', async () => {
    const { states, outcome } = await travel({ answers: { LabelPhoto: fails('DependencyRefusedError') } });
    expect(states).toContain('LabelsUnavailable');
    expect(outcome.status).toBe('SUCCEEDED');
  });

  it('asks the custom model when there is one', async () => {
    const { inputs } = await travel({ classifyPhotos: 'on' });
    expect(inputs['Decide']![0]).toMatchObject({
      Payload: { photo: { checks: { classification: { answer: { score: 0.1 } } } } },
    });
  });

  it('tells Decide that the custom model gave no answer', async () => {
    const { inputs } = await travel({
      classifyPhotos: 'on',
      answers: { ClassifyPhoto: fails('DependencyRefusedError') },
    });
    expect(inputs['Decide']![0]).toMatchObject({
      Payload: { photo: { checks: { classification: { answer: 'unavailable' } } } },
    });
  });
});

describe('refusal', () => {
  it('of an unreadable file goes straight to the decision', async () => {
    const { states } = await travel({
      answers: { InspectPhoto: { ...inspected, readable: false, image: null }, Decide: decided('retake') },
    });
    expect(states).not.toContain('DetectFace');
    expect(states).toContain('SaveRefusal');
  });

  it('of a photo to retake saves the paid checks', async () => {
    const { states, inputs } = await travel({
      answers: { DetectFace: { findings: [], face: null, worthChecking: false }, Decide: decided('retake') },
    });
    expect(states).not.toContain('CheckPhoto');
    expect(inputs['PublishOutcome']![0]).toMatchObject({ Entries: [{ DetailType: 'PhotoRetakeRequested' }] });
  });

  it('of a rejected photo publishes nothing and reminds nobody', async () => {
    const { states, outcome } = await travel({ answers: { Decide: decided('rejected') } });
    expect(states).toEqual(expect.arrayContaining(['SaveRefusal', 'AnnounceOutcome']));
    expect(states).not.toContain('IndexFace');
    expect(states).not.toContain('WaitForRetake');
    expect(outcome.status).toBe('SUCCEEDED');
  });
});

describe('the reminder', () => {
  it('goes to a rider who has sent nothing since, once, a day later', async () => {
    const { inputs, seconds } = await travel({ answers: { Decide: decided('retake') } });
    expect(inputs['RemindRider']).toHaveLength(1);
    expect(seconds).toBeGreaterThanOrEqual(86_400);
  });

  it('spares a rider who has sent another photo', async () => {
    const { states } = await travel({
      answers: { Decide: decided('retake'), ReadRiderAgain: waitingFor('photo-2') },
    });
    expect(states).not.toContain('RemindRider');
    expect(states.at(-1)).toBe('Done');
  });

  it('spares a rider who is gone', async () => {
    const { states } = await travel({ answers: { Decide: decided('retake'), ReadRiderAgain: {} } });
    expect(states).not.toContain('RemindRider');
  });

  it.each(['ReadRiderAgain', 'RemindRider'])('fails nothing when %s fails', async (state) => {
    const { outcome } = await travel({
      answers: { Decide: decided('retake'), [state]: fails('States.Permissions') },
    });
    expect(outcome.status).toBe('SUCCEEDED');
  });
});

describe('review', () => {
  const review = (decision: string) => ({
    Decide: decided('review'),
    OpenReview: { decision, reviewer: 'reviewer-7' },
  });

  it('that approves publishes the photo and says who decided', async () => {
    const { states, inputs } = await travel({ answers: review('approve') });
    expect(states).toEqual(expect.arrayContaining(['ReviewerApproved', 'PublishPhoto', 'SaveApproval']));
    expect(inputs['SaveApproval']![0]).toMatchObject({
      TransactItems: [
        {
          Update: {
            ExpressionAttributeValues: { ':decidedBy': { S: 'reviewer-7' }, ':status': { S: 'approved' } },
          },
        },
        {},
      ],
    });
  });

  it.each([
    ['retake', 'ReviewerAskedForRetake', 'PhotoRetakeRequested'],
    ['reject', 'ReviewerRejected', 'PhotoRejected'],
  ])('that says %s refuses the photo', async (decision, state, eventType) => {
    const { states, inputs } = await travel({ answers: review(decision) });
    expect(states).toEqual(expect.arrayContaining([state, 'SaveRefusal']));
    expect(inputs['PublishOutcome']![0]).toMatchObject({
      Entries: [{ DetailType: eventType, Detail: { decidedBy: 'reviewer-7' } }],
    });
  });

  it('that nobody answers in 72 hours asks for another photo', async () => {
    const never = (call: { signal: AbortSignal }) =>
      new Promise((_, reject) => call.signal.addEventListener('abort', () => reject(call.signal.reason)));
    const { states, inputs, seconds } = await travel({
      answers: { Decide: decided('review'), OpenReview: never },
    });
    expect(states).toEqual(expect.arrayContaining(['ReviewExpired', 'SaveRefusal']));
    expect(seconds).toBeGreaterThanOrEqual(259_200);
    expect(inputs['PublishOutcome']![0]).toMatchObject({ Entries: [{ DetailType: 'PhotoRetakeRequested' }] });
  });

  it('with an answer that is none of the three is a fault', async () => {
    const { outcome, states } = await travel({ answers: review('perhaps') });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'ReviewUnknown' });
    expect(states).toContain('WithdrawPhoto');
  });
});

describe('one photo, once', () => {
  it.each(['DynamoDB', 'DynamoDb'])(
    'ends in AlreadyClaimed when another execution owns it (%s)',
    async (prefix) => {
      const { outcome, states } = await travel({
        answers: { ClaimPhoto: fails(`${prefix}.ConditionalCheckFailedException`) },
      });
      expect(outcome.status).toBe('SUCCEEDED');
      expect(states).toEqual([...CLAIM, 'AlreadyClaimed']);
    },
  );

  it('answers a repeated file with the earlier answer and does nothing twice', async () => {
    const { outcome, states, inputs } = await travel({
      answers: {
        InspectPhoto: {
          ...inspected,
          readable: false,
          image: null,
          repeats: { photoId: 'photo-0', status: 'approved' },
        },
      },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(states).toEqual([...CLAIM, 'InspectPhoto', 'IsReadable', 'RepeatAnswer', 'AnsweredBefore']);
    expect(inputs['RepeatAnswer']![0]).toMatchObject({
      ExpressionAttributeValues: { ':status': { S: 'approved' }, ':sameAs': { S: 'photo-0' } },
    });
  });

  it.each(['incoming/photo.jpg', 'incoming/a/b/c.jpg', 'incoming/'])(
    'refuses the key %s by name',
    async (key) => {
      const { outcome } = await travel({ key });
      expect(outcome).toMatchObject({
        status: 'FAILED',
        error: 'UnexpectedKey',
        cause: expect.stringContaining(key),
      });
    },
  );
});

describe('publication that cannot stand', () => {
  const decidesAgain = (second: 'retake' | 'rejected') => (_: unknown, attempt: number) =>
    decided(attempt === 0 ? 'approved' : second);

  it('is undone and decided again when the face is not indexed', async () => {
    const { states } = await travel({
      answers: {
        IndexFace: { findings: [], indexed: false, faceId: null, modelVersion: '7.0' },
        Decide: decidesAgain('retake'),
      },
    });
    expect(states).toEqual(expect.arrayContaining(['UndoPublication', 'SaveRefusal']));
    expect(states).not.toContain('SaveApproval');
  });

  it('is undone and decided again when another rider came first with the face', async () => {
    const { states, inputs } = await travel({
      answers: {
        ConfirmUnique: { findings: [{ code: 'FACE_TAKEN' }], unique: false, replacedFaceIds: [] },
        Decide: decidesAgain('rejected'),
      },
    });
    expect(states).toEqual(expect.arrayContaining(['UndoPublication', 'SaveRefusal']));
    expect(inputs['Decide']![1]).toMatchObject({
      Payload: { photo: { uniqueness: { findings: [{ code: 'FACE_TAKEN' }] } } },
    });
  });
});
