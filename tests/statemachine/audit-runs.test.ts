// What once broke the journey's promises: each of these runs failed a photo, left something behind or said too much.

import { decided, fails, failsFirst, inspected, travel } from './journey.ts';

const conflict = (reasons: string) =>
  fails(
    'DynamoDb.TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons}]`,
  );
const once = (error: ReturnType<typeof fails>, answer: unknown) => (_: unknown, attempt: number) =>
  attempt === 0 ? error : answer;

it.each(['None, TransactionConflict', 'TransactionConflict, None', 'ThrottlingError, None'])(
  'two photos of one rider that are answered at the same moment are both answered [%s]',
  async (reasons) => {
    for (const [state, verdict] of [
      ['SaveApproval', 'approved'],
      ['SaveRefusal', 'rejected'],
    ] as const) {
      const { outcome, states, inputs } = await travel({
        answers: { Decide: decided(verdict), [state]: once(conflict(reasons), {}) },
      });
      expect(outcome.status).toBe('SUCCEEDED');
      expect(inputs[state]).toHaveLength(2);
      expect(inputs[state]![0]).toEqual(inputs[state]![1]);
      expect(states).not.toContain('WithdrawPhoto');
    }
  },
);

it.each([
  ['SaveApproval', 'DynamoDb.RequestLimitExceededException'],
  ['SaveApproval', 'DynamoDb.DynamoDbException'],
  ['SaveApproval', 'DynamoDb.InternalServerErrorException'],
  ['SaveApproval', 'DynamoDb.ThrottlingException'],
  ['ClaimPhoto', 'DynamoDb.DynamoDbException'],
  ['ClaimPhoto', 'DynamoDb.TransactionInProgressException'],
  ['PublishOutcome', 'EventBridge.AmazonEventBridgeException'],
  ['PublishOutcome', 'EventBridge.InternalException'],
  ['PublishOutcome', 'EventBridge.FailedEntry'],
  ['TellRider', 'SNS.AmazonSNSException'],
  ['TellRider', 'SNS.KMSThrottlingException'],
  ['InspectPhoto', 'Runtime.OutOfMemory'],
  ['InspectPhoto', 'Lambda.ServiceException'],
  ['InspectPhoto', 'Lambda.SdkClientException'],
])('%s is tried again after %s, whatever its name', async (state, error) => {
  const answers: Record<string, unknown> = {
    InspectPhoto: inspected,
    PublishOutcome: { Entries: [{ EventId: '1' }], FailedEntryCount: 0 },
    TellRider: { MessageId: '1' },
  };
  const { outcome, states, inputs } = await travel({
    answers: { [state]: failsFirst(1, error, answers[state] ?? {}) },
  });
  expect(outcome.status).toBe('SUCCEEDED');
  expect(inputs[state]).toHaveLength(2);
  expect(states).not.toContain('AlertNotificationFailed');
});

it('a failed withdrawal is never called a withdrawal', async () => {
  const { inputs } = await travel({
    answers: { IndexFace: fails('DependencyRefusedError'), WithdrawPhoto: fails('DependencyRefusedError') },
  });
  expect(inputs['AlertOperators']).toBeUndefined();
  expect(JSON.stringify(inputs['AlertLeftovers'])).not.toContain('The photo is withdrawn');
});

it('nobody is told that a photo is withdrawn that was never claimed', async () => {
  const { inputs } = await travel({ answers: { ClaimPhoto: fails('DynamoDb.DynamoDbException') } });
  expect(JSON.stringify(inputs['AlertUnclaimed'])).toContain('before it had the photo; nothing was done');
});

it('a rejected photo keeps no copies', async () => {
  const { inputs } = await travel({ answers: { Decide: decided('rejected') } });
  expect(inputs['DiscardCopies']).toHaveLength(1);
});

it.each(['approved', 'retake', 'rejected'] as const)(
  'a repeated %s file is told and announced',
  async (verdict) => {
    const { inputs } = await travel({
      answers: {
        InspectPhoto: { ...inspected, readable: false, repeats: { photoId: 'photo-0', status: verdict } },
        Decide: { ...decided(verdict), sameAs: 'photo-0' },
      },
    });
    expect(inputs['PublishOutcome']![0]).toMatchObject({ Entries: [{ Detail: { sameAs: 'photo-0' } }] });
    expect(inputs['TellRider']).toHaveLength(1);
  },
);

it('an error without a name, as a reviewer’s tool may send, is a fault with one', async () => {
  const { StatesTaskError } = await import('../../packages/states-language/src/task-error.ts');
  const { outcome, states, inputs } = await travel({
    answers: { Decide: decided('review'), OpenReview: new StatesTaskError() },
  });
  expect(outcome.status).toBe('FAILED');
  expect(states.at(-1)).toBe('PhotoFailed');
  expect(inputs['SaveFailure']).toHaveLength(1);
});
