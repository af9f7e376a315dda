import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceRequest } from '../../../src/services/service.ts';
import { newTraceId } from '../../../src/services/trace-ids.ts';
import type { SegmentDocument, Subsegment } from '../../../src/services/xray/segment.ts';
import { parseTraceHeader } from '../../../src/services/xray/segment.ts';
import { createXray, type Xray } from '../../../src/services/xray/xray.ts';
import { aFunction, aProject } from '../../lambda/a-project.ts';
import { ROOT } from '../../support/gateway.ts';

const TRACE_ID = '1-6734f8a0-0123456789abcdef01234567';
let folder: string;
let xray: Xray;
const refused: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xray-'));
  xray = await createXray({ folder, log: (line) => refused.push(line) });
});
afterEach(async () => {
  await xray.close();
  rmSync(folder, { recursive: true });
});

const document = (more: Partial<SegmentDocument>): SegmentDocument => ({
  id: '00000000000000aa',
  trace_id: TRACE_ID,
  name: 'Decide',
  start_time: 100,
  end_time: 101.5,
  ...more,
});

async function send(text: string): Promise<void> {
  const [host, port] = xray.address.split(':');
  const socket = createSocket('udp4');
  await new Promise((done) => socket.send(text, Number(port), host, done));
  socket.close();
}

async function call(path: string, input: unknown, principal = ROOT) {
  const request: ServiceRequest = {
    method: 'POST',
    path,
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(JSON.stringify(input)),
    principal,
    endpoint: '',
    requestId: 'r',
  };
  const { status, body, headers } = await xray.service.handle(request);
  return { status, type: headers?.['x-amzn-errortype'], body: JSON.parse(String(body)) };
}

const next = () => new Promise<SegmentDocument>((resolve) => xray.store.onDocument(resolve));

test('takes the datagrams that the tracer sends, and no others', async () => {
  const arrived = next();

  await send('not a segment');
  await send(`{"format":"json","version":1}\n${JSON.stringify(document({ name: 'sent' }))}`);

  expect((await arrived).name).toBe('sent');
  expect(refused.at(-1)).toContain('not a segment');
});

test('puts subsegments that came apart under their parents, whatever came first', () => {
  xray.store.add(document({ id: 'c'.repeat(16), parent_id: 'b'.repeat(16), type: 'subsegment', name: 'S3' }));
  xray.store.add(
    document({ id: 'b'.repeat(16), parent_id: '00000000000000aa', type: 'subsegment', name: '## Decide' }),
  );
  xray.store.add(document({ end_time: 103 }));
  xray.store.add(
    document({ id: 'd'.repeat(16), parent_id: 'e'.repeat(16), type: 'subsegment', name: 'lost' }),
  );

  const trace = xray.store.trace(TRACE_ID);

  expect(trace).toMatchObject({ startTime: 100, durationSeconds: 3 });
  expect(trace?.segments.map(({ name }) => name)).toEqual(['Decide', 'lost']);
  expect(trace?.segments[0]?.subsegments?.[0]).toMatchObject({
    name: '## Decide',
    subsegments: [{ name: 'S3' }],
  });
});

test('keeps finished segments over a restart, and reads past a line cut off', async () => {
  const before = await createXray({ folder });
  before.store.add(document({}));
  before.store.add({
    id: 'b'.repeat(16),
    trace_id: TRACE_ID,
    name: 'under way',
    start_time: 1,
    in_progress: true,
  });
  await before.close();
  writeFileSync(join(folder, '1970-01-02.jsonl'), '{"id":"cut');

  const again = await createXray({ folder });

  expect(again.store.traces().map(({ segments }) => segments)).toEqual([[document({})]]);
  await again.close();
});

test('keeps a document that came in several lines over a restart', async () => {
  const before = await createXray({ folder });
  before.store.add(document({}), JSON.stringify(document({}), null, 2));
  await before.close();

  const again = await createXray({ folder });

  expect(again.store.traces().map(({ segments }) => segments)).toEqual([[document({})]]);
  await again.close();
});

test('an open segment joins its caller, counts its calls and shows how it ended', () => {
  const execution = xray.startSegment({
    name: 'CheckPhoto',
    origin: 'AWS::StepFunctions::StateMachine',
    startMs: 1000,
  });
  const state = execution.startSubsegment('DetectFace', { startMs: 1500 });
  const called = xray.openInvocation({
    functionName: 'detect',
    functionArn: 'arn',
    requestId: 'r',
    traceHeader: state.traceHeader,
    isActive: true,
  });
  expect(xray.store.trace(execution.traceId)?.segments[0]?.in_progress).toBe(true);

  called.end({ initDurationMs: 80, errorType: 'ImageUnreadableError' });
  state.end({ outcome: 'error', endMs: 2000 });
  execution.end({ outcome: 'fault', annotations: { verdict: 'retake' }, endMs: 3000 });

  const segments = xray.store.trace(execution.traceId)?.segments ?? [];
  const [own, service, lambdaFunction] = segments;
  expect(own).toMatchObject({
    start_time: 1,
    end_time: 3,
    fault: true,
    annotations: { verdict: 'retake' },
    subsegments: [{ name: 'DetectFace', start_time: 1.5, end_time: 2, error: true }],
  });
  expect(service).toMatchObject({ origin: 'AWS::Lambda', parent_id: state.id, fault: true });
  expect(lambdaFunction).toMatchObject({
    origin: 'AWS::Lambda::Function',
    parent_id: service?.id,
    cause: { exceptions: [{ type: 'ImageUnreadableError' }] },
    subsegments: [{ name: 'Initialization' }],
  });
  expect(parseTraceHeader(called.traceHeader)).toEqual({
    root: execution.traceId,
    parent: lambdaFunction?.id,
    isSampled: true,
  });
});

test.each([
  ['Root=1-6734f8a0-0123456789abcdef01234567;Sampled=0', true],
  [undefined, false],
])(
  'writes nothing for a call with header %s to a function whose tracing is active: %s',
  (traceHeader, isActive) => {
    const called = xray.openInvocation({
      functionName: 'f',
      functionArn: 'arn',
      requestId: 'r',
      traceHeader,
      isActive,
    });
    called.end({});

    expect(called.traceHeader).toMatch(/Sampled=0$/);
    expect(xray.store.traces()).toEqual([]);
  },
);

test('answers queries over HTTP', async () => {
  const nowSeconds = Date.now() / 1000;
  const traceId = newTraceId(nowSeconds * 1000);
  const segment = document({
    trace_id: traceId,
    start_time: nowSeconds,
    end_time: nowSeconds + 1,
    annotations: { verdict: 'retake' },
  });
  const put = await call('/TraceSegments', { TraceSegmentDocuments: [JSON.stringify(segment), '{}'] });
  const query = { StartTime: nowSeconds - 10, EndTime: nowSeconds + 10 };

  const all = await call('/TraceSummaries', query);
  const some = await call('/TraceSummaries', { ...query, FilterExpression: 'annotation.verdict = "retake"' });
  const none = await call('/TraceSummaries', {
    ...query,
    FilterExpression: 'annotation.verdict = "approved"',
  });
  const traces = await call('/Traces', { TraceIds: [traceId, 'unknown'] });

  expect(put.body.UnprocessedTraceSegments).toHaveLength(1);
  expect(all.body.TraceSummaries).toMatchObject([
    {
      Id: traceId,
      Duration: 1,
      HasFault: false,
      Annotations: { verdict: [{ AnnotationValue: { StringValue: 'retake' } }] },
      EntryPoint: { Name: 'Decide' },
    },
  ]);
  expect(some.body.TraceSummaries).toHaveLength(1);
  expect(none.body).toMatchObject({ TraceSummaries: [], TracesProcessedCount: 1 });
  expect(JSON.parse(traces.body.Traces[0].Segments[0].Document)).toEqual(segment);
  expect(traces.body.UnprocessedTraceIds).toEqual(['unknown']);
});

test('draws the graph of a time', async () => {
  const nowSeconds = Date.now() / 1000;
  const segment = document({
    trace_id: newTraceId(nowSeconds * 1000),
    start_time: nowSeconds,
    end_time: nowSeconds + 1,
  });
  await call('/TraceSegments', { TraceSegmentDocuments: [JSON.stringify(segment)] });

  const time = { StartTime: nowSeconds - 10, EndTime: nowSeconds + 10 };
  const { body } = await call('/ServiceGraph', { ...time, GroupName: 'Default' });
  const earlier = await call('/ServiceGraph', { StartTime: nowSeconds - 20, EndTime: nowSeconds - 10 });

  expect(body).toMatchObject({ ...time, ContainsOldGroupVersions: false });
  expect(body.Services.map(({ Name, Type }: Record<string, unknown>) => [Name, Type])).toEqual([
    ['Decide', undefined],
    ['Decide', 'client'],
  ]);
  expect(earlier.body.Services).toEqual([]);
});

test.each([
  ['/SamplingRules', {}, 501, 'NotImplemented'],
  ['/ServiceGraph', { StartTime: 2, EndTime: 1 }, 400, 'InvalidRequestException'],
  ['/ServiceGraph', { StartTime: 1, EndTime: 2, GroupName: 'mine' }, 400, 'InvalidRequestException'],
  ['/TraceSummaries', {}, 400, 'InvalidRequestException'],
  ['/TraceSummaries', { StartTime: 0, EndTime: 1, FilterExpression: 'what' }, 400, 'InvalidRequestException'],
  ['/Traces', { TraceIds: 'x' }, 400, 'InvalidRequestException'],
])('refuses %s %j by name', async (path, input, status, type) => {
  expect(await call(path, input)).toMatchObject({ status, type });
});

test('a caller without the permission is refused', async () => {
  const nobody = { arn: 'arn:aws:iam::000000000000:user/nobody', can: () => false };

  expect(await call('/Traces', { TraceIds: [] }, nobody)).toMatchObject({
    status: 403,
    type: 'AccessDeniedException',
  });
});

test("what a function traces with Powertools hangs below the function's own segment", async () => {
  const tracer = join(process.cwd(), 'node_modules/@aws-lambda-powertools/tracer/lib/esm/index.js');
  const project = await aProject(
    {
      'src/step.ts': `
import { Tracer } from ${JSON.stringify(tracer)};
const tracer = new Tracer({ serviceName: 'photos' });
export const Step = async () => {
  const parent = tracer.getSegment()!;
  const own = parent.addNewSubsegment('## Step');
  tracer.setSegment(own);
  tracer.putAnnotation('verdict', 'approved');
  own.close();
  tracer.setSegment(parent);
};`,
    },
    `Resources:${aFunction('Step', 'Tracing: Active')}`,
    { xrayAddress: xray.address, openSegments: xray.openInvocation },
  );
  const arrived = new Promise<void>((resolve) =>
    xray.store.onDocument(({ name }) => name === '## Step' && resolve()),
  );

  const { functionError } = await project.lambda.invoke('Step', '{}');
  await arrived;
  await project.remove();

  const [trace] = xray.store.traces();
  const lambdaFunction = trace?.segments.find(
    ({ origin }) => origin === 'AWS::Lambda::Function',
  ) as Subsegment;
  expect(functionError).toBeUndefined();
  expect(trace?.segments).toHaveLength(2);
  expect(lambdaFunction.subsegments?.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Initialization', '## Step']),
  );
  expect(lambdaFunction.subsegments?.find(({ name }) => name === '## Step')?.annotations).toEqual({
    verdict: 'approved',
  });
});
