// A rider's whole life, and what it leaves where it does not belong: each name, word and token that could lead to the person is made
// up for this run, so that every hit is one.

import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { decodeJwt } from 'jose';
import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import { signIn } from '../../packages/laptop-cloud/src/sign-in.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import '../support/long-suite.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';
import { type Asked, type Callers, callersOf } from './signed-in.ts';
import { until } from './until.ts';

/** Letters and digits that nothing else has. */
const mark = () => `q${randomUUID().replaceAll('-', '').slice(0, 20)}`;

/** What leads to the person, by what it is. Found anywhere below, it is named by its kind. */
const person = new Map<string, string>();
/** What leads to photos and rows: random, and of no use without a store to look into. */
const pseudonyms = new Map<string, string>();
const words = {
  name: `mara-${mark()}`,
  note: `She told me ${mark()}`,
  reason: `the same face ${mark()}`,
  appeal: `My twin sister is ${mark()}`,
  inBody: mark(),
  inPath: mark(),
  inToken: mark(),
  inKey: mark(),
};

let laptop: Laptop;
let callers: Callers;
/** Texts by place. */
const written: Record<string, string[]> = {};
/** Whatever the API answered to staff. */
const shownToStaff: string[] = [];

beforeAll(async () => {
  laptop = await startLaptop({
    clock: hurriedClock(),
    parameters: {
      RequireConsent: 'on',
      Configuration: '{"duplicate":{"rejectPercent":100},"review":{"undoSeconds":1}}',
    },
  });
  callers = callersOf(laptop);
  for (const place of ['logs', 'metrics']) written[place] = [];
  laptop.cloud.lambda.onLog(({ kind, text }) => written[kind === 'metric' ? 'metrics' : 'logs']!.push(text));
  await live();
  gather();
}, 300_000);
afterAll(() => laptop.close());

const breakWith = (...faults: string[]) => laptop.cloud.faults.replace(faults.map(parseFaultFlag));
const output = (name: string) => laptop.cloud.stack.outputs[name]!;

async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  const client = new DynamoDBClient(laptop.cloud.clientConfig);
  const rows: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: output(table) }))
    rows.push(...Items.map((item) => unmarshall(item)));
  client.destroy();
  return rows;
}

/** Signs in, agrees, and is known by its marks. */
async function arrives(name: string): Promise<string> {
  const tokens = await signIn(laptop.cloud, name, laptop.cloud.stack.ref('RiderClient'));
  const { sub = '' } = decodeJwt(tokens.accessToken);
  for (const [kind, token] of Object.entries(tokens))
    if (typeof token === 'string') person.set(token.split('.').at(-1)!, `${kind} of ${name}`);
  person.set(sub, `sub of ${name}`);
  person.set(name, `name ${name}`);
  const { accessToken: token } = tokens;
  const consent = { version: '1', language: 'de', purposes: ['check-face', 'find-duplicates'] };
  expect((await callers.ask('PUT /v1/me/consent', { token, body: consent })).status).toBe(200);
  const riderId = (await rowsOf('RiderLinksTable')).find((row) => row['sub'] === sub)!['riderId'];
  pseudonyms.set(String(riderId), `rider id of ${name}`);
  return token;
}

async function sends(token: string): Promise<string> {
  const [photoId, bytes] = [randomUUID(), readFileSync(sample('ada.jpg'))];
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  const asked = { token, body: { contentType: 'image/jpeg', sha256 } };
  const { body: form } = await callers.ask(`PUT /v1/photos/${photoId}`, asked);
  const data = new FormData();
  for (const [name, value] of Object.entries(form.fields as Record<string, string>)) {
    data.append(name, value);
    if (/signature|policy/i.test(name)) person.set(value, `${name} of the upload form`);
  }
  pseudonyms.set(photoId, 'photo id');
  data.append('file', new Blob([bytes]), `${words.name}.jpg`);
  expect((await fetch(form.url, { method: 'POST', body: data })).status).toBe(204);
  return photoId;
}

async function untilBody(
  token: string,
  place: string,
  isThere: (body: Asked['body']) => boolean,
): Promise<void> {
  await until(
    () => callers.ask(place, { token }),
    ({ body }) => isThere(body),
    place,
  );
}
const answered = (token: string, photoId: string, status: string) =>
  untilBody(token, `GET /v1/photos/${photoId}`, (body) => body.status === status);

/** What staff asks for; the answers are kept. */
async function staff(route: string, options: Parameters<Callers['ask']>[1]): Promise<Asked> {
  const asked = await callers.ask(route, options);
  shownToStaff.push(JSON.stringify(asked.body ?? ''));
  for (const [, signature] of JSON.stringify(asked.body ?? '').matchAll(/X-Amz-Signature=(\w+)/g))
    person.set(signature!, 'signature of a link to a picture');
  return asked;
}

async function votes(name: string, photoId: string, decision: string): Promise<void> {
  const token = await callers.token(name, 'ReviewClient');
  const place = `/v1/reviews/${photoId}`;
  await staff('GET /v1/reviews', { token });
  await staff(`PUT ${place}/claim`, { token, body: {} });
  await staff(`PUT ${place}/notes/${randomUUID()}`, { token, body: { text: words.note } });
  const { headers, body: ticket } = await staff(`GET ${place}`, { token });
  for (const { picture } of [ticket, ...ticket.candidates]) await fetch(picture.url);
  const body = { decision, ...(decision !== 'approve' && { reason: words.reason }) };
  const voted = await staff(`PUT ${place}/vote`, {
    token,
    headers: { 'if-match': headers.get('etag')! },
    body,
  });
  expect(voted.status).toBe(200);
  await staff('GET /v1/reviews/mine', { token });
}

async function live(): Promise<void> {
  const other = await arrives(`other-${mark()}`);
  // A call that fails, a step that crashes, a message of a service that quotes the key.
  breakWith(
    'service=s3:GetObject,nth=1,do=error,error=SlowDown',
    'state=DetectFace,nth=1,do=crash',
    'service=rekognition:IndexFaces,nth=1,do=error,error=InternalServerError',
  );
  await answered(other, await sends(other), 'approved');
  breakWith();
  const rider = await arrives(words.name);
  await callers.ask('GET /v1/me', { token: rider });
  await callers.ask('PUT /v1/me/preferences', {
    token: rider,
    body: { language: 'de', channels: ['email'] },
  });
  breakWith('state=DetectFace,do=error,error=DependencyRefusedError');
  await answered(rider, await sends(rider), 'failed');
  breakWith();
  const photoId = await sends(rider);
  await answered(rider, photoId, 'in-review');
  await votes('rita', photoId, 'reject');
  await votes('raj', photoId, 'reject');
  await answered(rider, photoId, 'rejected');
  await callers.ask(`PUT /v1/photos/${photoId}/appeal`, { token: rider, body: { text: words.appeal } });
  // The erasure comes while somebody is at it.
  const desk = { token: await callers.token('olga', 'ReviewClient'), body: {} };
  expect((await staff(`PUT /v1/reviews/${photoId}/claim`, desk)).body.appeal).toBe(words.appeal);
  await staff(`PUT /v1/reviews/${photoId}/notes/${randomUUID()}`, { ...desk, body: { text: words.note } });
  for (const route of ['GET /v1/me', 'GET /v1/photos', 'GET /v1/me/export'])
    expect((await callers.ask(route, { token: rider })).status).toBe(200);
  await misused(rider, photoId);
  const operator = await callers.token('olga', 'OperateClient');
  const { body: page } = await staff('GET /v1/executions', { token: operator });
  for (const { name } of page.executions) await staff(`GET /v1/executions/${name}`, { token: operator });
  await staff('GET /v1/health', { token: operator });
  await staff(`PUT /v1/executions/${page.executions[0].name}/redrive`, { token: operator });
  // What was asked for with a reason is the rider's own, and no part of what is looked at here.
  await callers.ask(`GET /v1/executions/${page.executions[0].name}?data=yes&reason=Ticket`, {
    token: operator,
  });
  expect((await callers.ask('PUT /v1/me/erasure', { token: rider })).status).toBe(202);
  await untilBody(rider, 'GET /v1/me/erasure', ({ state }) => state === 'done');
  await staff('GET /v1/erasures', { token: operator });
  await staff('GET /v1/executions?machine=forget-rider', { token: operator });
  expect(
    (
      await callers.ask('PUT /v1/me/consent', {
        token: rider,
        body: { version: '1', language: 'de', purposes: [] },
      })
    ).status,
  ).toBeGreaterThan(399);
}

/** Everything that can be sent wrongly, with something of the rider in it. */
async function misused(token: string, photoId: string): Promise<void> {
  person.set(words.note, 'a note').set(words.reason, 'the reason of a vote').set(words.appeal, 'an appeal');
  person.set(words.inBody, 'a word of a body').set(words.inPath, 'a part of a path');
  person.set(words.inToken, 'a token that is none').set(words.inKey, 'a key that is none of an upload');
  for (const [route, body] of [
    ['PUT /v1/me/consent', { version: words.inBody, [words.inBody]: words.inBody }],
    [`PUT /v1/photos/${photoId}`, { contentType: words.inBody, sha256: words.inBody }],
    [`PUT /v1/photos/${words.inPath}`, { contentType: 'image/jpeg', sha256: words.inBody }],
    [`GET /v1/photos/${words.inPath}?after=${words.inPath}`, undefined],
    [`GET /v1/riders/${words.inPath}`, undefined],
    [`PUT /v1/reviews/${words.inPath}/claim`, {}],
  ] as const)
    await callers.ask(route, { token, ...(body && { body }) });
  await callers.ask('GET /v1/me', { token: words.inToken });
  await fetch(`${output('ApiUrl')}/v1/me`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, origin: `https://${words.inPath}.example.com` },
    body: `{"${words.inBody}`,
  });
}

function gather(): void {
  const { cloud } = laptop;
  const folder = (name: string) => path.join(cloud.stateFolder, name);
  const filesIn = (name: string) =>
    readdirSync(folder(name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  const histories = cloud.stepFunctions
    .list()
    .flatMap(({ executionArn }) => cloud.stepFunctions.history(executionArn));
  Object.assign(written, {
    'access log': filesIn('logs'),
    traces: filesIn('traces'),
    'requests of the laptop': [readFileSync(folder('requests.jsonl'), 'utf8')],
    events: cloud.events.recent().map(({ event }) => JSON.stringify(event)),
    'messages to riders': published('RiderMessages'),
    'messages to operators': published('OperatorAlerts'),
    histories: histories.map((event) => JSON.stringify(event)),
    // Of the log groups of state machines, which keep no execution data: causes stay.
    'logs of state machines': histories.map((event) => JSON.stringify(event, withoutData)),
    'answers to staff': shownToStaff,
  });
}

const published = (topic: string) =>
  laptop.cloud.sns
    .messageLog()
    .filter(({ topicArn }) => topicArn === output(`${topic}Topic`))
    .map((message) => JSON.stringify(message));

const DATA = ['input', 'output', 'parameters', 'assignedVariables'];
const withoutData = (name: string, value: unknown) => (DATA.includes(name) ? undefined : value);

/** Kinds of what was found, each once. */
function foundIn(texts: readonly string[], marks: ReadonlyMap<string, string>): string[] {
  const all = texts.join('\n');
  return [...new Set([...marks].flatMap(([text, kind]) => (all.includes(text) ? [kind] : [])))];
}

const AIMLESS = [
  'logs',
  'metrics',
  'access log',
  'traces',
  'messages to operators',
  'logs of state machines',
];
/** They name riders and photos, by numbers that lead to nobody. */
const PSEUDONYMOUS = ['events', 'messages to riders', 'histories', 'requests of the laptop'];

it.each([...AIMLESS, ...PSEUDONYMOUS])(
  '%s: something is written, and nothing that leads to the person',
  (place) => {
    expect(written[place]!.join('').length).toBeGreaterThan(100);
    expect(foundIn(written[place]!, person)).toEqual([]);
  },
);

it.each(AIMLESS)('%s: neither rider nor photo', (place) => {
  expect(foundIn(written[place]!, pseudonyms)).toEqual([]);
});

it('what looks for them finds them where they belong: no kind is looked for in vain', () => {
  const rider = foundIn(written['histories']!, pseudonyms);
  expect(rider).toEqual(expect.arrayContaining([`rider id of ${words.name}`, 'photo id']));
  const shown = foundIn(shownToStaff, person);
  expect(shown).toEqual(
    expect.arrayContaining([
      'a note',
      'an appeal',
      'the reason of a vote',
      'signature of a link to a picture',
    ]),
  );
  expect([...new Set(person.values())].length).toBeGreaterThan(15);
});

it('staff is shown what a rider wrote and looks like, never who it is', () => {
  const entitled = ['a note', 'an appeal', 'the reason of a vote', 'signature of a link to a picture'];
  expect(foundIn(shownToStaff, person).filter((kind) => !entitled.includes(kind))).toEqual([]);
  // The address of a picture is where it lies, for a minute.
  const withoutAddresses = shownToStaff.map((text) => text.replaceAll(/"url":"[^"]*"/g, ''));
  expect(foundIn(withoutAddresses, pseudonyms).filter((kind) => kind !== 'photo id')).toEqual([]);
});

describe('when the rider is forgotten', () => {
  const [riderMarks, textMarks] = [/of mara-|^name mara-/, /note|reason|appeal/];
  const left = (marks: ReadonlyMap<string, string>, kinds: RegExp) =>
    new Map([...marks].filter(([, kind]) => kinds.test(kind)));

  it('rows tell nothing: a refusal under the number, a sign-in that leads to an erasure, acts of staff without words', async () => {
    const tables = ['RidersTable', 'RiderLinksTable', 'ErasuresTable', 'OperatorActsTable'];
    const rows = Object.fromEntries(
      await Promise.all(tables.map(async (table) => [table, await rowsOf(table)])),
    );
    const texts = (table: string) => rows[table].map((row: unknown) => JSON.stringify(row));
    for (const table of tables)
      expect([table, foundIn(texts(table), left(person, textMarks))]).toEqual([table, []]);
    const [riderId = ''] = left(pseudonyms, riderMarks).keys();
    const ofRider = rows['RidersTable'].filter((row: unknown) => JSON.stringify(row).includes(riderId));
    expect(ofRider.map((row: object) => Object.keys(row).sort())).toEqual([
      ['expiresAt', 'forgottenAt', 'pk', 'sk'],
    ]);
    expect(foundIn(texts('RidersTable'), left(person, riderMarks))).toEqual([]);
    const acts = rows['RidersTable'].filter(({ pk }: { pk: string }) => pk.startsWith('REVIEWER#'));
    expect(acts.length).toBeGreaterThan(4);
    expect(Object.keys(Object.assign({}, ...acts)).sort()).toEqual([
      'act',
      'actedAt',
      'pk',
      'reviewer',
      'sk',
    ]);
    // The sign-in that was, for a month, so that its page can show the end.
    expect(foundIn(texts('RiderLinksTable'), left(person, riderMarks))).toEqual([`sub of ${words.name}`]);
    for (const table of ['RiderLinksTable', 'ErasuresTable', 'OperatorActsTable'])
      expect([table, foundIn(texts(table), left(pseudonyms, riderMarks))]).toEqual([table, []]);
    expect(
      foundIn([...texts('ErasuresTable'), ...texts('OperatorActsTable')], left(person, riderMarks)),
    ).toEqual([]);
  });

  it('no file of the laptop has the name or a word, but those of the database, which clears up later', () => {
    const { stateFolder } = laptop.cloud;
    const files = readdirSync(stateFolder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !/[\\/](dynamodb|build|functions)([\\/]|$)/.test(entry.parentPath),
    );
    const marks = new Map([...left(person, riderMarks), ...left(person, textMarks)]);
    const found = files.flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return foundIn([readFileSync(file, 'latin1')], marks).map((kind) => [
        path.relative(stateFolder, file),
        kind,
      ]);
    });
    expect(files.length).toBeGreaterThan(10);
    expect(found).toEqual([]);
  });
});
