// Every way a photo is answered: verdicts, reviews, repeats, renewals, reminders.

import { decided, fails, INDEXED, inspected, travel, waitingFor } from './journey.ts';

/** The states of the main line: branches of Parallel states run in no promised order. */
const BRANCHES = new Set(['FindDuplicate', 'ModeratePhoto', 'CreateThumbnails', 'IndexFace']);
const mainLine = (states: string[]) => states.filter((name) => !BRANCHES.has(name));

describe('approval', () => {
  it('goes from claim to announcement', async () => {
    const { outcome, states, inputs } = await travel();
    expect(outcome.status).toBe('SUCCEEDED');
    expect(mainLine(states)).toEqual([
      'ClaimPhoto',
      'InspectPhoto',
      'IsReadable',
      'DetectFace',
      'IsWorthChecking',
      'CheckPhoto',
      'Decide',
      'OnVerdict',
      'PublishPhoto',
      'IsUnique',
      'ConfirmUnique',
      'IsUnique',
      'SaveApproval',
      'PublishOutcome',
      'TellRider',
      'OnOutcome',
      'Done',
    ]);
    expect(states).toEqual(expect.arrayContaining([...BRANCHES]));
    expect(inputs['PublishOutcome']![0]).toMatchObject({
      Entries: [{ DetailType: 'PhotoApproved', Detail: { riderId: 'rider-1', photoId: 'photo-1' } }],
    });
  });

  it('needs no second search where no other face came in meanwhile', async () => {
    const { outcome, states, history, inputs } = await travel({
      answers: { IndexFace: { ...INDEXED, unique: true, replacedPhotoIds: ['photo-0'] } },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(states).not.toContain('ConfirmUnique');
    expect(
      states.filter((state) => state !== 'RetireOldPhotos' && state !== 'WereNotificationsSent'),
    ).toHaveLength(19);
    expect(history.length).toBeLessThanOrEqual(90);
    expect(inputs['RetireOldPhotos']![0]).toMatchObject({ Payload: { replacedPhotoIds: ['photo-0'] } });
  });

  it('costs few transitions and little history: both are paid or bounded', async () => {
    const { states, history } = await travel();
    expect(states.length).toBeLessThanOrEqual(26);
    expect(history.length).toBeLessThanOrEqual(90);
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

  it('saves the insights and keeps the row for good', async () => {
    const { inputs } = await travel({
      answers: { Decide: { ...decided('approved'), advice: { insights: [{ code: 'LIGHT' }] } } },
    });
    const [{ Update }] = (inputs['SaveApproval']![0] as { TransactItems: [{ Update: Update }] })
      .TransactItems;
    expect(Update.ExpressionAttributeValues[':insights']).toEqual({ S: '[{"code":"LIGHT"}]' });
    expect(Update.UpdateExpression).toMatch(/REMOVE .*expiresAt/);
  });

  it.each([
    ['faces', { replacedFaceIds: ['old-1'], replacedPhotoIds: [] }],
    ['photos', { replacedFaceIds: [], replacedPhotoIds: ['photo-0'] }],
  ])('retires the %s that a renewal replaces', async (_, replaced) => {
    const { states, inputs } = await travel({
      answers: { ConfirmUnique: { ...INDEXED, unique: true, ...replaced } },
    });
    expect(states.slice(-4)).toEqual(['OnOutcome', 'RetireOldPhotos', 'WereNotificationsSent', 'Done']);
    expect(inputs['RetireOldPhotos']![0]).toMatchObject({
      Payload: { upload: { riderId: 'rider-1' }, ...replaced, expiresAt: '1775376000' },
    });
  });

  it('keeps a key with spaces, plus, percent, umlauts and emoji as it is', async () => {
    const { inputs } = await travel({ key: 'incoming/jürgen +1%20/😀 ü.jpg' });
    expect(inputs['ClaimPhoto']![0]).toMatchObject({
      TransactItems: [
        { ConditionCheck: { Key: { pk: { S: 'RIDER#jürgen +1%20' }, sk: { S: 'PROFILE' } } } },
        {
          Put: {
            Item: {
              pk: { S: 'RIDER#jürgen +1%20' },
              sk: { S: 'PHOTO#😀 ü.jpg' },
              key: { S: 'incoming/jürgen +1%20/😀 ü.jpg' },
              size: { N: '81234' },
              expiresAt: { N: '1775376000' },
            },
          },
        },
      ],
    });
  });
});

interface Update {
  UpdateExpression: string;
  ExpressionAttributeValues: Record<string, unknown>;
}

describe('optional checks', () => {
  const classificationIn = (inputs: Record<string, unknown[]>) =>
    (inputs['Decide']![0] as { Payload: { photo: { classification?: unknown } } }).Payload.photo
      .classification;

  it('leaves labels and the custom model out when they are off', async () => {
    const { states, inputs } = await travel();
    expect(states).not.toContain('LabelPhoto');
    expect(states).not.toContain('ClassifyPhoto');
    expect(classificationIn(inputs)).toBeUndefined();
  });

  it('asks for labels of photos that are approved, and of no others', async () => {
    const approved = await travel({ labelPhotos: 'on' });
    expect(approved.inputs['CreateInsights']![0]).toMatchObject({
      Payload: { photo: { labelling: { labels: [{ name: 'Person' }] } } },
    });
    const rejected = await travel({ labelPhotos: 'on', answers: { Decide: decided('rejected') } });
    expect(rejected.states).not.toContain('LabelPhoto');
  });

  it('goes on without labels when they fail', async () => {
    const { inputs, outcome } = await travel({
      labelPhotos: 'on',
      answers: { LabelPhoto: fails('DependencyRefusedError') },
    });
    expect(inputs['CreateInsights']).toBeUndefined();
    expect(outcome.status).toBe('SUCCEEDED');
  });

  it('asks the custom model when there is one, before the checks that are paid', async () => {
    const { states, inputs } = await travel({ classifyPhotos: 'on' });
    expect(classificationIn(inputs)).toEqual({ answer: { score: 0.1 } });
    expect(states.indexOf('ClassifyPhoto')).toBeLessThan(states.indexOf('CheckPhoto'));
  });

  it('tells Decide that the custom model gave no answer', async () => {
    const { inputs } = await travel({
      classifyPhotos: 'on',
      answers: { ClassifyPhoto: fails('DependencyRefusedError') },
    });
    expect(classificationIn(inputs)).toEqual({ answer: 'unavailable' });
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
      answers: {
        DetectFace: { findings: [], face: null, faces: [], worthChecking: false },
        Decide: decided('retake'),
      },
    });
    expect(states).not.toContain('CheckPhoto');
    expect(inputs['PublishOutcome']![0]).toMatchObject({ Entries: [{ DetailType: 'PhotoRetakeRequested' }] });
  });

  it('of a rejected photo publishes nothing and reminds nobody', async () => {
    const { states, outcome } = await travel({ answers: { Decide: decided('rejected') } });
    expect(states).toEqual(expect.arrayContaining(['SaveRefusal', 'PublishOutcome', 'TellRider']));
    expect(states).not.toContain('IndexFace');
    expect(states).not.toContain('WaitForRetake');
    expect(outcome.status).toBe('SUCCEEDED');
  });
});

it.each(['retake', 'rejected'] as const)('of a %s photo nothing is kept but its answer', async (verdict) => {
  const { states, inputs } = await travel({ answers: { Decide: decided(verdict) } });
  expect(inputs['DiscardCopies']).toHaveLength(1);
  expect(states.indexOf('DiscardCopies')).toBeGreaterThan(states.indexOf('TellRider'));
  const { UpdateExpression } = (inputs['SaveRefusal']![0] as { TransactItems: [{ Update: Update }] })
    .TransactItems[0].Update;
  expect(UpdateExpression).not.toContain('expiresAt');
});

describe('the reminder', () => {
  it('goes to a rider who has sent nothing since, once, a day later', async () => {
    const { inputs, seconds } = await travel({ answers: { Decide: decided('retake') } });
    expect(inputs['RemindRider']).toHaveLength(1);
    expect(seconds).toBeGreaterThanOrEqual(86_400);
  });

  it('spares a rider who has sent another photo', async () => {
    const { states } = await travel({
      answers: { Decide: decided('retake'), ReadRiderAgain: waitingFor('v2') },
    });
    expect(states).not.toContain('RemindRider');
    expect(states.at(-1)).toBe('Done');
  });

  it('spares a rider whose photo a recheck has approved since', async () => {
    const { Item } = waitingFor('v1');
    const ReadRiderAgain = { Item: { ...Item, currentPhoto: { S: 'photo-1' } } };
    const { states } = await travel({ answers: { Decide: decided('retake'), ReadRiderAgain } });
    expect(states).toContain('ReadRiderAgain');
    expect(states).not.toContain('RemindRider');
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
    expect(states).toEqual(expect.arrayContaining(['ReviewerApproved', 'IndexFace', 'SaveApproval']));
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

  /** What a reviewer's tool may send by mistake. */
  const NO_ANSWERS: [string, unknown][] = [
    ['without a reviewer', { decision: 'approve' }],
    ['without a decision', { reviewer: 'reviewer-7' }],
    ['with a decision of another name', { decision: 'approved', reviewer: 'reviewer-7' }],
    ['in capitals', { decision: 'APPROVE', reviewer: 'reviewer-7' }],
    ['misspelt', { decison: 'approve', reviewer: 'reviewer-7' }],
    ['with a decision that is no text', { decision: true, reviewer: 'reviewer-7' }],
    ['with a reviewer who is no text', { decision: 'approve', reviewer: 7 }],
    ['with a reviewer who is null', { decision: 'approve', reviewer: null }],
    ['with an empty reviewer', { decision: 'approve', reviewer: '' }],
    ['as bare text', 'approve'],
    ['as a number', 1],
    ['as a list', [{ decision: 'approve', reviewer: 'reviewer-7' }]],
    ['as null', null],
    ['that is empty', {}],
  ];

  it.each(NO_ANSWERS)('with an answer %s stays open, and can still be answered', async (_, answer) => {
    const OpenReview = (_call: unknown, attempt: number) =>
      attempt === 0 ? answer : { decision: 'approve', reviewer: 'reviewer-7' };
    const { outcome, inputs } = await travel({ answers: { Decide: decided('review'), OpenReview } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(inputs['OpenReview']).toHaveLength(2);
    expect(inputs['PublishOutcome']![0]).toMatchObject({
      Entries: [{ DetailType: 'PhotoApproved', Detail: { decidedBy: 'reviewer-7' } }],
    });
  });

  it.each(NO_ANSWERS)('with four answers %s is a fault that is undone and told', async (_, answer) => {
    const { outcome, states, inputs } = await travel({
      answers: { Decide: decided('review'), OpenReview: () => answer },
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'ReviewUnknown' });
    expect(inputs['OpenReview']).toHaveLength(4);
    expect(states.slice(-6)).toEqual([
      'WithdrawPhoto',
      'SaveFailure',
      'AnnounceFailure',
      'WasWithdrawn',
      'AlertOperators',
      'PhotoFailed',
    ]);
  });
});

describe('one photo, once', () => {
  const cancelled = (reasons: string) =>
    fails(
      'DynamoDb.TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons}] (Service: DynamoDb, Status Code: 400, Request ID: 1) (SDK Attempt Count: 1)`,
    );
  const TAKEN = cancelled('None, ConditionalCheckFailed');
  const claimed = (versionId: string, size: number) => ({
    Item: { versionId: { S: versionId }, size: { N: String(size) } },
  });
  const REFUSED = ['ClaimPhoto', 'WhyNotClaimed'];

  it.each([
    ['the same version', claimed('v1', 81_234)],
    ['the same picture, sent again', claimed('v0', 81_234)],
  ])('ends in AlreadyClaimed when another execution has %s', async (_, ReadClaim) => {
    const { outcome, states } = await travel({ answers: { ClaimPhoto: TAKEN, ReadClaim } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(states).toEqual([...REFUSED, 'ReadClaim', 'IsSameUpload', 'AlreadyClaimed']);
  });

  it.each([
    ['another picture has its id', claimed('v0', 91_234)],
    ['the row went meanwhile', {}],
  ])('fails by name when %s', async (_, ReadClaim) => {
    const { outcome, states } = await travel({ answers: { ClaimPhoto: TAKEN, ReadClaim } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'PhotoIdInUse' });
    expect(states).toEqual([...REFUSED, 'ReadClaim', 'IsSameUpload', 'PhotoIdInUse']);
  });

  it.each(['ConditionalCheckFailed, None', 'ConditionalCheckFailed, ConditionalCheckFailed'])(
    'discards the upload of a rider who is not welcome and tells nobody [%s]',
    async (reasons) => {
      const { outcome, states, inputs } = await travel({ answers: { ClaimPhoto: cancelled(reasons) } });
      expect(outcome.status).toBe('SUCCEEDED');
      expect(states).toEqual([...REFUSED, 'DiscardUpload', 'NotWelcome']);
      expect(inputs['DiscardUpload']![0]).toMatchObject({ Payload: { upload: { versionId: 'v1' } } });
    },
  );

  it.each(['TransactionConflict, None', 'None, TransactionConflict', 'None, ThrottlingError'])(
    'tries again after a cancellation that passes [%s]',
    async (reasons) => {
      const ClaimPhoto = (_: unknown, attempt: number) => (attempt < 3 ? cancelled(reasons) : {});
      const { states, inputs } = await travel({ answers: { ClaimPhoto } });
      expect(states.at(-1)).toBe('Done');
      expect(inputs['ClaimPhoto']).toHaveLength(4);
    },
  );

  it('alerts operators when a cancellation does not pass', async () => {
    const { outcome, states } = await travel({
      answers: { ClaimPhoto: cancelled('TransactionConflict, None') },
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'DynamoDb.TransactionCanceledException' });
    const again = (count: string) => [...REFUSED, count, 'ClaimLater'];
    expect(states).toEqual([
      ...again('SecondClaim'),
      ...again('CountClaim'),
      ...again('CountClaim'),
      ...REFUSED,
      'AlertUnclaimed',
      'PhotoFailed',
    ]);
  });

  it.each(['approved', 'retake', 'rejected'] as const)(
    'answers a file that was %s before under its own id and checks nothing twice',
    async (verdict) => {
      const repeats = { photoId: 'photo-0', status: verdict };
      const { outcome, states, inputs } = await travel({
        answers: {
          InspectPhoto: { ...inspected, readable: false, image: null, repeats },
          Decide: { ...decided(verdict), sameAs: 'photo-0' },
        },
      });
      expect(outcome.status).toBe('SUCCEEDED');
      expect(states).toEqual([
        'ClaimPhoto',
        'InspectPhoto',
        'IsReadable',
        'Decide',
        'OnVerdict',
        'SaveRepeat',
        'PublishOutcome',
        'TellRider',
        'OnOutcome',
        'Done',
      ]);
      expect(inputs['SaveRepeat']![0]).toMatchObject({
        ExpressionAttributeValues: { ':status': { S: verdict }, ':sameAs': { S: 'photo-0' } },
      });
      expect(inputs['SaveRepeat']![0]).not.toMatchObject({
        UpdateExpression: expect.stringContaining('expiresAt'),
      });
      expect(inputs['PublishOutcome']![0]).toMatchObject({
        Entries: [{ Detail: { photoId: 'photo-1', verdict, sameAs: 'photo-0' } }],
      });
      expect(inputs['TellRider']).toHaveLength(1);
    },
  );
});

describe('publication that cannot stand', () => {
  const decidesAgain = (second: 'retake' | 'rejected') => (_: unknown, attempt: number) =>
    decided(attempt === 0 ? 'approved' : second);

  it('is undone and decided again when the face is not indexed', async () => {
    const { states } = await travel({
      answers: {
        IndexFace: { ...INDEXED, indexed: false, faceId: null, unique: false },
        Decide: decidesAgain('retake'),
      },
    });
    expect(states).toEqual(expect.arrayContaining(['UndoPublication', 'SaveRefusal']));
    expect(states).not.toContain('SaveApproval');
  });

  it('is undone and decided again when another rider came first with the face', async () => {
    const { states, inputs } = await travel({
      answers: {
        ConfirmUnique: {
          ...INDEXED,
          findings: [{ code: 'FACE_TAKEN' }],
          unique: false,
          replacedFaceIds: [],
          replacedPhotoIds: [],
        },
        Decide: decidesAgain('rejected'),
      },
    });
    expect(states).toEqual(expect.arrayContaining(['UndoPublication', 'SaveRefusal']));
    expect(inputs['Decide']![1]).toMatchObject({
      Payload: { photo: { publication: { index: { findings: [{ code: 'FACE_TAKEN' }] } } } },
    });
  });

  const contested = fails(
    'DynamoDb.TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]',
  );
  const unique = { ...INDEXED, unique: true };

  it('is undone and decided again when a rider with an earlier claim contested it before it was saved', async () => {
    const ConfirmUnique = (_: unknown, look: number) =>
      look === 0 ? unique : { ...unique, unique: false, findings: [{ code: 'FACE_TAKEN' }] };
    const { outcome, states } = await travel({
      answers: { ConfirmUnique, SaveApproval: contested, Decide: decidesAgain('rejected') },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(states).toEqual(expect.arrayContaining(['LookAgain', 'UndoPublication', 'SaveRefusal']));
  });

  it('is saved after a second look that finds it unique still', async () => {
    const SaveApproval = (_: unknown, attempt: number) => (attempt < 4 ? contested : {});
    const { outcome, inputs } = await travel({ answers: { SaveApproval } });
    expect(outcome.status).toBe('SUCCEEDED');
    const tokens = inputs['SaveApproval']!.map(
      (input) => (input as { ClientRequestToken: string }).ClientRequestToken,
    );
    expect(new Set(tokens.slice(0, 4)).size).toBe(1);
    expect(tokens[4]).not.toBe(tokens[0]);
  });

  it('is a fault when it cannot be saved after two looks', async () => {
    const { outcome, states, inputs } = await travel({ answers: { SaveApproval: contested } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'DynamoDb.TransactionCanceledException' });
    expect(inputs['ConfirmUnique']).toHaveLength(2);
    expect(states).toContain('WithdrawPhoto');
  });
});
