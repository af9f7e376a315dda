// One photo, from upload to answer, is one trace: everything that worked on it, joined, findable, and without personal data.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTerminal } from '../../packages/laptop-cloud/src/cli/terminal.ts';
import { TRACE } from '../../packages/laptop-cloud/src/cli/trace.ts';
import type { Cloud } from '../../packages/laptop-cloud/src/cloud.ts';
import { signerFor } from '../../packages/laptop-cloud/src/services/protocols/signer.ts';
import type { Subsegment } from '../../packages/laptop-cloud/src/services/xray/segment.ts';
import type { Trace } from '../../packages/laptop-cloud/src/services/xray/trace-store.ts';
import type { Answer } from '../../tools/photo/answer.ts';
import { sendPhoto } from '../../tools/photo/journey.ts';
import { project, startProject } from '../support/laptop-options.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const RIDER = 'rider-who-shall-not-be-traced';

jest.setTimeout(60_000);

let stateFolder: string;
let cloud: Cloud;
let close = async (): Promise<void> => {};
let answer: Answer;
let trace: Trace;

beforeAll(async () => {
  stateFolder = mkdtempSync(path.join(tmpdir(), 'traced-'));
  // The models themselves: where the time went is told by what takes some.
  cloud = await startProject({ services: project.services, stateFolder });
  close = async () => {
    close = async () => {};
    await cloud.close();
  };
  answer = await sendPhoto({
    cloud,
    file: path.join(ROOT, 'samples/ada-sunglasses.jpg'),
    riderId: RIDER,
    onEvent: () => {},
    signal: new AbortController().signal,
  });
  trace = await complete();
});

afterAll(async () => {
  await close();
  rmSync(stateFolder, { recursive: true, force: true });
});

/** The trace once the last step's own document has come in by UDP. */
async function complete(): Promise<Trace> {
  for (;;) {
    const [newest] = cloud.xray.store.traces();
    if (newest && JSON.stringify(newest).includes('"verdict"')) return newest;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Names from the state machine down to each call of a service. */
function pathsOf({ segments }: Trace): string[][] {
  const below = (parent: Subsegment): Subsegment[] => [
    ...(parent.subsegments ?? []),
    ...segments.filter(({ parent_id }) => parent_id === parent.id),
  ];
  const walk = (node: Subsegment): string[][] => {
    const { operation, service } = node.aws ?? {};
    // What a state says of its call is its own detail.
    const name = [node.origin ?? node.name, service ? undefined : operation].filter(Boolean).join(' ');
    const children = below(node);
    return children.length === 0 ? [[name]] : children.flatMap(walk).map((rest) => [name, ...rest]);
  };
  const known = new Set(segments.flatMap(idsOf));
  return segments.filter(({ parent_id }) => !known.has(parent_id ?? '')).flatMap(walk);
}

function idsOf(segment: Subsegment): string[] {
  return [segment.id, ...(segment.subsegments ?? []).flatMap(idsOf)];
}

async function askXray(filter: string): Promise<{ Id: string; Annotations: Record<string, unknown> }[]> {
  const { hostname, host } = new URL(cloud.endpoint);
  const body = JSON.stringify({ StartTime: 0, EndTime: 4_000_000_000, FilterExpression: filter });
  const signed = await signerFor('xray', 'us-east-1', 'local', 'local').sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    path: '/TraceSummaries',
    headers: { host, 'content-type': 'application/json' },
    body,
  });
  const response = await fetch(`${cloud.endpoint}/TraceSummaries`, {
    method: 'POST',
    headers: signed.headers,
    body,
  });
  const { TraceSummaries } = (await response.json()) as { TraceSummaries: never[] };
  return TraceSummaries;
}

async function runTrace(words: string[], options: Record<string, string | boolean> = {}): Promise<string> {
  let text = '';
  const write = (piece: string): boolean => {
    text += piece;
    return true;
  };
  const out = createTerminal({ write } as NodeJS.WriteStream);
  const { signal } = new AbortController();
  const call = {
    project,
    positionals: words,
    options: { state: stateFolder, ...options },
    out,
    err: out,
    signal,
  };
  expect(await TRACE.run(call)).toBe(0);
  return text;
}

it('joins state machine, task, function, step and calls of services in one trace', () => {
  expect(cloud.xray.store.traces()).toHaveLength(1);
  const lambda = ['AWS::Lambda', 'AWS::Lambda::Function'];
  const machine = [...lambda, '## AdmitUploads', 'SFN StartExecution', 'AWS::StepFunctions::StateMachine'];
  expect(pathsOf(trace)).toEqual(
    expect.arrayContaining([
      [...machine, 'ClaimPhoto'],
      [...machine, 'InspectPhoto', ...lambda, '## InspectPhoto', 'S3 GetObject'],
      [...machine, 'DetectFace', ...lambda, '## DetectFace', 'Rekognition DetectFaces'],
      [...machine, 'Decide', ...lambda, '## Decide'],
    ]),
  );
  // Nothing stands apart.
  expect(new Set(pathsOf(trace).map(([root]) => root))).toEqual(new Set(['AWS::Lambda']));
});

it('is found by verdict, by reason, by cold start and by execution, and by no other verdict', async () => {
  for (const filter of [
    'annotation.verdict = "retake"',
    'annotation.reasons CONTAINS "SUNGLASSES"',
    'annotation.coldStart = true',
    `annotation.executionArn = "${answer.executionArn}"`,
  ]) {
    expect(await askXray(filter)).toMatchObject([{ Id: trace.id }]);
  }
  expect(await askXray('annotation.verdict = "approved"')).toEqual([]);
});

it('says nothing of the rider', () => {
  expect(answer.riderId).toBe(RIDER);
  expect(JSON.stringify(trace)).not.toContain(RIDER);
});

it('is printed by npm run trace, for an execution or its trace, running or not', async () => {
  const name = answer.executionArn.split(':').at(-1)!;
  for (const target of [answer.executionArn, name, name.slice(0, 8), trace.id]) {
    expect(await runTrace([target])).toContain('verdict=retake reasons=SUNGLASSES');
  }
  await close();

  const printed = await runTrace([], { last: true });

  expect(printed).toMatch(/CheckPhoto .* state machine\n +ClaimPhoto/);
  expect(printed).toMatch(/DetectFace > Rekognition DetectFaces/);
  const listed = await runTrace([], { filter: 'annotation.verdict = "retake"' });
  expect(listed).toMatch(new RegExp(`^${trace.id} .* ${name}  retake SUNGLASSES\\n$`));
});

it.each<[string, string[], Record<string, string | boolean>, RegExp]>([
  ['an execution that is not there', ['nobody'], {}, /no trace of "nobody"/],
  ['nothing', [], {}, /which trace/],
  ['two ways at once', ['nobody'], { last: true }, /which trace/],
  ['a filter that X-Ray does not know', [], { filter: 'rider = "ada"' }, /--filter: .*rider is not known/],
  ['a folder without traces', ['x'], { state: path.join(ROOT, 'no-such-folder') }, /holds no traces/],
])('refuses %s', async (_, words, options, message) => {
  await expect(runTrace(words, options)).rejects.toThrow(message);
});
