// The graph of a small application: a client, a state machine, two functions of which one calls a table and a foreign page.
import type { SegmentDocument } from '../../../src/services/xray/segment.ts';
import { serviceGraph } from '../../../src/services/xray/service-graph.ts';
import type { Trace } from '../../../src/services/xray/trace-store.ts';

const ACCOUNT = '111122223333';
const MACHINE = `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:Check`;

const segment = (
  id: string,
  name: string,
  seconds: [number, number],
  more: object = {},
): SegmentDocument => ({
  id,
  trace_id: '1-6734f8a0-0123456789abcdef01234567',
  name,
  start_time: seconds[0],
  end_time: seconds[1],
  ...more,
});

function trace(...segments: SegmentDocument[]): Trace {
  return { id: segments[0]!.trace_id, startTime: segments[0]!.start_time, durationSeconds: 1, segments };
}

const checked = (more: object = {}) =>
  trace(
    segment('a', 'Check', [100, 102], {
      origin: 'AWS::StepFunctions::StateMachine',
      resource_arn: MACHINE,
      subsegments: [
        {
          id: 'a1',
          name: 'Detect',
          namespace: 'aws',
          start_time: 100,
          end_time: 100.5,
          aws: { service: 'Lambda' },
        },
        {
          id: 'a2',
          name: 'Save',
          namespace: 'aws',
          start_time: 101,
          end_time: 101.25,
          aws: { service: 'DynamoDB', table_name: 'Verdicts' },
        },
      ],
    }),
    segment('b', 'detect', [100.1, 100.4], { origin: 'AWS::Lambda', parent_id: 'a1', ...more }),
    segment('c', 'detect', [100.2, 100.4], {
      origin: 'AWS::Lambda::Function',
      parent_id: 'b',
      subsegments: [
        {
          id: 'c1',
          name: '## Detect',
          start_time: 100.2,
          end_time: 100.4,
          subsegments: [
            {
              id: 'c2',
              name: 'faces.example',
              namespace: 'remote',
              start_time: 100.25,
              end_time: 100.3,
              error: true,
            },
          ],
        },
      ],
    }),
  );

const named = (services: Record<string, unknown>[]) =>
  services.map(({ Name, Type, State, Root }) => [Name, Type, State, Root]);

/** Whom each calls, by names and types. */
function calls(services: Record<string, unknown>[]) {
  const nameOf = (id: unknown) => {
    const found = services.find(({ ReferenceId }) => ReferenceId === id);
    return `${found?.['Type']} ${found?.['Name']}`;
  };
  return services.flatMap((service) =>
    (service['Edges'] as { ReferenceId: number }[]).map(
      ({ ReferenceId }) => `${nameOf(service['ReferenceId'])} > ${nameOf(ReferenceId)}`,
    ),
  );
}

test('who there is, and who calls whom', () => {
  const services = serviceGraph([checked()]);

  expect(named(services)).toEqual([
    ['Check', 'AWS::StepFunctions::StateMachine', 'active', true],
    ['Check', 'client', 'unknown', undefined],
    ['detect', 'AWS::Lambda', 'active', false],
    ['detect', 'AWS::Lambda::Function', 'active', false],
    ['Verdicts', 'AWS::DynamoDB::Table', 'unknown', false],
    ['faces.example', 'remote', 'unknown', false],
  ]);
  expect(calls(services)).toEqual([
    'AWS::StepFunctions::StateMachine Check > AWS::Lambda detect',
    'AWS::StepFunctions::StateMachine Check > AWS::DynamoDB::Table Verdicts',
    'client Check > AWS::StepFunctions::StateMachine Check',
    'AWS::Lambda detect > AWS::Lambda::Function detect',
    'AWS::Lambda::Function detect > remote faces.example',
  ]);
  expect(services[0]).toMatchObject({
    ReferenceId: 0,
    Names: ['Check'],
    AccountId: ACCOUNT,
    StartTime: 100,
    EndTime: 102,
  });
});

test('counts and times, as the callee and as the caller saw them', () => {
  const services = serviceGraph([
    checked(),
    checked({ fault: true }),
    checked({ throttle: true, error: true }),
  ]);
  const [machine, , lambda] = services;
  const [toLambda] = machine!['Edges'] as Record<string, unknown>[];

  expect(lambda?.['SummaryStatistics']).toEqual({
    OkCount: 1,
    ErrorStatistics: { ThrottleCount: 1, OtherCount: 0, TotalCount: 1 },
    FaultStatistics: { OtherCount: 1, TotalCount: 1 },
    TotalCount: 3,
    TotalResponseTime: 0.9,
  });
  expect(lambda?.['ResponseTimeHistogram']).toEqual([{ Value: 0.3, Count: 3 }]);
  expect(toLambda).toMatchObject({
    SummaryStatistics: { OkCount: 3, TotalCount: 3, TotalResponseTime: 1.5 },
    ResponseTimeHistogram: [{ Value: 0.5, Count: 3 }],
    StartTime: 100,
    EndTime: 100.5,
  });
});

test('what is under way is shown, not counted', () => {
  const { end_time: _, ...open } = segment('a', 'Check', [100, 102]);
  const [service] = serviceGraph([trace({ ...open, in_progress: true })]);

  expect(service).toMatchObject({ Name: 'Check', SummaryStatistics: { OkCount: 0, TotalCount: 0 } });
});

test('a client is called by the host that it asked', () => {
  const http = { request: { url: 'https://photos.example/upload?x=1' } };
  expect(serviceGraph([trace(segment('a', 'web', [1, 2], { http }))])[1]).toMatchObject({
    Name: 'photos.example',
    Type: 'client',
    State: 'unknown',
    StartTime: 1,
    EndTime: 2,
  });
});
