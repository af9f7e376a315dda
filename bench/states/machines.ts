// The machines that are measured. Those in JSONPath use only what both engines can run.

export interface Machine {
  StartAt: string;
  States: Record<string, object>;
  QueryLanguage?: 'JSONata';
}

export const INPUT = { rider: 'ada', photo: { id: 'p1', bytes: 123_456, tags: ['a', 'b', 'c'] }, n: 1 };
export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:Work';

/** States one after the other, named S0, S1 ...; the last one ends the machine. */
function chainOf(states: readonly object[]): Machine {
  const last = states.length - 1;
  const linked = states.map((state, at) => [
    `S${at}`,
    { ...state, ...(at === last ? { End: true } : { Next: `S${at + 1}` }) },
  ]);
  return { StartAt: 'S0', States: Object.fromEntries(linked) };
}

export function passChain(length: number): Machine {
  return chainOf(Array.from({ length }, () => ({ Type: 'Pass' })));
}

/** Ten states: three tasks, a Choice, an intrinsic function, paths of every kind. */
export function tenStates(): Machine {
  const task = {
    Type: 'Task',
    Resource: FUNCTION,
    TimeoutSeconds: 60,
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
  };
  const machine = chainOf([
    { Type: 'Pass', Parameters: { 'rider.$': '$.rider', 'photo.$': '$.photo', 'n.$': '$.n' } },
    { ...task, ResultPath: '$.inspection' },
    {},
    { Type: 'Pass', Parameters: { 'key.$': "States.Format('{}/{}', $.rider, $.photo.id)", 'n.$': '$.n' } },
    { ...task, ResultSelector: { 'key.$': '$.key' }, ResultPath: '$.face' },
    { Type: 'Pass', InputPath: '$.face', ResultPath: '$.kept' },
    { Type: 'Pass', Result: { verdict: 'approved' }, ResultPath: '$.decision' },
    { ...task, Parameters: { 'verdict.$': '$.decision.verdict' }, ResultPath: null },
    { Type: 'Pass', OutputPath: '$.decision' },
    { Type: 'Pass' },
  ]);
  machine.States['S2'] = {
    Type: 'Choice',
    Choices: [
      {
        And: [
          { Variable: '$.n', NumericEquals: 1 },
          { Variable: '$.photo.bytes', NumericGreaterThan: 10_000 },
        ],
        Next: 'S3',
      },
    ],
    Default: 'S9',
  };
  return machine;
}

/** An inline Map whose iterations have one Pass state. */
export function mapOverItems(): Machine {
  const processor = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } };
  return chainOf([{ Type: 'Map', ItemProcessor: processor }]);
}

/** Each state evaluates two expressions. */
export function jsonataChain(length: number): Machine {
  const Output = { rider: '{% $states.input.rider %}', n: '{% $states.input.n + 1 %}' };
  return { ...chainOf(Array.from({ length }, () => ({ Type: 'Pass', Output }))), QueryLanguage: 'JSONata' };
}

/** Sends a message with its token, then waits. */
export function waitingForToken(): Machine {
  return chainOf([
    {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: {
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/Reviews',
        MessageBody: { 'token.$': '$$.Task.Token' },
      },
      TimeoutSeconds: 259_200,
    },
  ]);
}
