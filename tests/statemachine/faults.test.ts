// Every way something breaks: retries, catches, compensation.

import { type Answers, decided, fails, failsFirst, INDEXED, inspected, travel } from './journey.ts';

const COMPENSATION = [
  'WithdrawPhoto',
  'SaveFailure',
  'AnnounceFailure',
  'WasWithdrawn',
  'AlertOperators',
  'PhotoFailed',
];
const NAMED_CAUSE = 'The history of this execution says what broke; the runbook says what to do.';
const PERMANENT = fails('DependencyRefusedError', 'the collection is gone');

/** What each step answers on the way to approval. */
const approving = (await0: string) => travelAnswer[await0];
const travelAnswer: Record<string, unknown> = {
  InspectPhoto: inspected,
  DetectFace: { findings: [], face: {}, faces: [], worthChecking: true },
  FindDuplicate: {
    findings: [],
    measured: { searchPercent: 80, sawFace: true, othersPercent: null, ownPercent: null, blocked: 'off' },
    ownSimilarityPercent: null,
    ownFaceIds: [],
    resembles: [],
    standsAt: null,
    rider: {},
  },
  ModeratePhoto: {
    findings: [],
    measured: { leastConfidence: 60, labels: [], contentTypes: [] },
    modelVersion: '7.0',
  },
  LabelPhoto: { labels: [] },
  Decide: decided('approved'),
  IndexFace: { ...INDEXED, unique: null },
  CreateThumbnails: { thumbnails: [] },
  ConfirmUnique: { ...INDEXED, unique: true },
  CreateInsights: { insights: [] },
};

describe('a fault after the claim', () => {
  const review: Answers = { Decide: decided('review') };
  const refusal: Answers = { Decide: decided('rejected') };
  const repeat: Answers = { InspectPhoto: { ...inspected, repeats: { photoId: 'p', status: 'approved' } } };
  const notIndexed: Answers = {
    IndexFace: { ...INDEXED, indexed: false, faceId: null, unique: false },
  };

  it.each<[string, Answers]>([
    ['InspectPhoto', {}],
    ['SaveRepeat', repeat],
    ['DetectFace', {}],
    ['FindDuplicate', {}],
    ['ModeratePhoto', {}],
    ['Decide', {}],
    ['OpenReview', review],
    ['IndexFace', {}],
    ['CreateThumbnails', {}],
    ['ConfirmUnique', {}],
    ['UndoPublication', notIndexed],
    ['SaveApproval', {}],
    ['SaveRefusal', refusal],
  ])(
    'in %s is compensated, told to the operators, and fails the execution with its error and a cause that names nobody',
    async (state, answers) => {
      const { outcome, states, inputs } = await travel({ answers: { ...answers, [state]: PERMANENT } });
      expect(outcome).toEqual({
        status: 'FAILED',
        error: 'DependencyRefusedError',
        cause: NAMED_CAUSE,
      });
      expect(states.slice(-COMPENSATION.length)).toEqual(COMPENSATION);
      expect(inputs['SaveFailure']![0]).toMatchObject({
        ExpressionAttributeValues: { ':failed': { S: 'failed' }, ':fault': { S: 'DependencyRefusedError' } },
      });
      expect(inputs['AnnounceFailure']![0]).toMatchObject({ Entries: [{ DetailType: 'PhotoFailed' }] });
      expect(inputs[state]).toHaveLength(isLambda(state) ? 1 : 6);
    },
  );

  it.each<[string, string]>([
    ['CreateThumbnails', 'IndexFace'],
    ['IndexFace', 'CreateThumbnails'],
  ])('in %s is compensated when %s has ended too, however long that takes', async (broken, slow) => {
    const { states, inputs, history } = await travel({
      answers: { [broken]: PERMANENT, [slow]: failsFirst(9, 'DependencyThrottledError', approving(slow)) },
    });
    expect(inputs[slow]).toHaveLength(10);
    const left = history.findIndex(
      ({ stateExitedEventDetails }) => stateExitedEventDetails?.name === 'PublishPhoto',
    );
    const withdrawn = history.findIndex(
      ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === 'WithdrawPhoto',
    );
    expect(left).toBeGreaterThan(0);
    expect(withdrawn).toBeGreaterThan(left);
    expect(states.slice(-COMPENSATION.length)).toEqual(COMPENSATION);
    // The face that came after the fault is known to whom takes it away.
    const index =
      slow === 'IndexFace' ? { faceId: 'face-1' } : { fault: { Error: 'DependencyRefusedError' } };
    expect(inputs['WithdrawPhoto']![0]).toMatchObject({ Payload: { photo: { publication: { index } } } });
  });

  it.each(['SaveFailure', 'AnnounceFailure', 'AlertOperators'])(
    'still ends with its own error when %s fails too',
    async (state) => {
      const { outcome, states } = await travel({
        answers: { DetectFace: PERMANENT, [state]: fails('States.Permissions') },
      });
      expect(outcome).toMatchObject({ status: 'FAILED', error: 'DependencyRefusedError' });
      expect(states.slice(-COMPENSATION.length)).toEqual(COMPENSATION);
    },
  );

  it('that is followed by a failed withdrawal says so to the operators', async () => {
    const { outcome, states, inputs } = await travel({
      answers: { IndexFace: PERMANENT, WithdrawPhoto: fails('ConfigurationError') },
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'DependencyRefusedError' });
    expect(states).not.toContain('AlertOperators');
    expect(inputs['AlertLeftovers']![0]).toMatchObject({
      Subject: 'A rider photo could not be checked, and was not withdrawn',
      Message: expect.stringMatching(/DependencyRefusedError.*ConfigurationError.*may still be there/),
    });
  });
});

/** Direct integrations have no name for "no for good" of ours: they try it as anything that nobody has listed. */
const isLambda = (state: string) => !/^Save/.test(state);

it('in ClaimPhoto withdraws nothing that was never claimed', async () => {
  const { outcome, states } = await travel({
    answers: { ClaimPhoto: fails('DynamoDb.DynamoDbException') },
  });
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'DynamoDb.DynamoDbException' });
  expect(states).toEqual(['ClaimPhoto', 'AlertUnclaimed', 'PhotoFailed']);
});

it.each(['LabelPhoto', 'CreateInsights'])('in %s leaves the photo the insights of Decide', async (state) => {
  const Decide = { ...decided('approved'), advice: { insights: [{ code: 'LIGHT' }] } };
  const { outcome, inputs } = await travel({ labelPhotos: 'on', answers: { Decide, [state]: PERMANENT } });
  expect(outcome.status).toBe('SUCCEEDED');
  expect(inputs['SaveApproval']![0]).toMatchObject({
    TransactItems: [
      { Update: { ExpressionAttributeValues: { ':insights': { S: '[{"code":"LIGHT"}]' } } } },
      {},
    ],
  });
});

describe('after the answer is saved', () => {
  const renewal = { ...INDEXED, unique: true, replacedFaceIds: ['old-1'], replacedPhotoIds: ['photo-0'] };

  it.each<[string, Answers]>([
    ['RetireOldPhotos', { ConfirmUnique: renewal }],
    ['DiscardCopies', { Decide: decided('rejected') }],
  ])('%s may fail without failing the photo, and operators hear what is left', async (state, answers) => {
    const { outcome, states, inputs } = await travel({ answers: { ...answers, [state]: PERMANENT } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(states).not.toContain('WithdrawPhoto');
    expect(inputs['TellRider']).toHaveLength(1);
    expect(inputs['ReportLeftovers']![0]).toMatchObject({
      Subject: 'A photo was answered but copies are left',
    });
  });

  it('even the report of leftovers may fail', async () => {
    const { outcome } = await travel({
      answers: { Decide: decided('rejected'), DiscardCopies: PERMANENT, ReportLeftovers: PERMANENT },
    });
    expect(outcome.status).toBe('SUCCEEDED');
  });

  it.each([
    ['PublishOutcome', 'TellRider'],
    ['TellRider', 'PublishOutcome'],
  ])('%s may fail: %s still happens and the operators hear of it', async (broken, other) => {
    const { outcome, states, inputs } = await travel({ answers: { [broken]: fails('States.Permissions') } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(inputs[other]).toHaveLength(1);
    expect(states).toContain('AlertNotificationFailed');
  });

  it('even the report of silence may fail', async () => {
    const { outcome } = await travel({
      answers: {
        TellRider: fails('SNS.NotFoundException'),
        AlertNotificationFailed: fails('SNS.NotFoundException'),
      },
    });
    expect(outcome.status).toBe('SUCCEEDED');
  });
});

describe('retries', () => {
  const LAMBDA = [
    'InspectPhoto',
    'DetectFace',
    'FindDuplicate',
    'ModeratePhoto',
    'LabelPhoto',
    'Decide',
    'IndexFace',
    'CreateThumbnails',
    'ConfirmUnique',
    'CreateInsights',
  ];
  it.each(LAMBDA)('carry %s over two calls to a service that is down', async (state) => {
    const { outcome, states, inputs } = await travel({
      labelPhotos: 'on',
      answers: { [state]: failsFirst(2, 'DependencyUnavailableError', approving(state)) },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(inputs[state]).toHaveLength(3);
    expect(states).not.toContain('WithdrawPhoto');
  });

  it.each(LAMBDA)('carry %s over a crash and a timeout', async (state) => {
    const errors = ['Runtime.ExitError', 'States.Timeout'];
    const answer = (_: unknown, attempt: number) =>
      attempt < errors.length ? fails(errors[attempt]!) : approving(state);
    const { outcome, inputs } = await travel({ labelPhotos: 'on', answers: { [state]: answer } });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(inputs[state]).toHaveLength(3);
  });

  it('end: a service that never comes back fails the photo within two minutes', async () => {
    const { outcome, inputs, seconds } = await travel({
      answers: { DetectFace: fails('DependencyUnavailableError') },
    });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'DependencyUnavailableError' });
    expect(inputs['DetectFace']).toHaveLength(6);
    expect(seconds).toBeLessThan(120);
  });

  it.each(LAMBDA)('carry %s over twelve throttled calls', async (state) => {
    const { outcome, inputs } = await travel({
      labelPhotos: 'on',
      answers: { [state]: failsFirst(12, 'DependencyThrottledError', approving(state)) },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(inputs[state]).toHaveLength(13);
  });

  it('wait for an indexed face to become searchable', async () => {
    const { outcome, inputs } = await travel({
      answers: { ConfirmUnique: failsFirst(4, 'FaceNotYetSearchableError', approving('ConfirmUnique')) },
    });
    expect(outcome.status).toBe('SUCCEEDED');
    expect(inputs['ConfirmUnique']).toHaveLength(5);
  });
});
