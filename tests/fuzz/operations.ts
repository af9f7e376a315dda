// Requests by the SDK's own models: every operation that is served, its members mostly of the right kind and filled with what
// parsers do not expect.
import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import type { Ready } from './facts.ts';
import type { Sent } from './send.ts';
import { languageOf, oddJson, oddNumber, oddText } from './texts.ts';

const CLIENTS: Readonly<Record<string, () => Promise<object>>> = {
  cloudformation: () => import('@aws-sdk/client-cloudformation'),
  'cognito-idp': () => import('@aws-sdk/client-cognito-identity-provider'),
  dynamodb: () => import('@aws-sdk/client-dynamodb'),
  events: () => import('@aws-sdk/client-eventbridge'),
  kms: () => import('@aws-sdk/client-kms'),
  lambda: () => import('@aws-sdk/client-lambda'),
  monitoring: () => import('@aws-sdk/client-cloudwatch'),
  pipes: () => import('@aws-sdk/client-pipes'),
  rekognition: () => import('@aws-sdk/client-rekognition'),
  s3: () => import('@aws-sdk/client-s3'),
  sagemaker: () => import('@aws-sdk/client-sagemaker-runtime'),
  scheduler: () => import('@aws-sdk/client-scheduler'),
  sns: () => import('@aws-sdk/client-sns'),
  sqs: () => import('@aws-sdk/client-sqs'),
  states: () => import('@aws-sdk/client-sfn'),
};
const TARGETS: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDB_20120810',
  monitoring: 'GraniteServiceVersion20100801',
  sqs: 'AmazonSQS',
  'cognito-idp': 'AWSCognitoIdentityProviderService',
  states: 'AWSStepFunctions',
  kms: 'TrentService',
  events: 'AWSEvents',
  rekognition: 'RekognitionService',
};
const VERSIONS: Readonly<Record<string, string>> = { cloudformation: '2010-05-15', sns: '2010-03-31' };

type Command = new (input: object) => { schema: readonly unknown[] };
type Traits = Readonly<Record<string, unknown>>;

/** One generator for each operation that is served here. */
export async function operationRequests({ services, resources }: Ready): Promise<fc.Arbitrary<Sent>[]> {
  const known = knownNames(resources);
  const found: fc.Arbitrary<Sent>[] = [];
  for (const { scope, operations } of services) {
    const client = (await CLIENTS[scope]?.()) as Record<string, Command | undefined> | undefined;
    for (const { name, required, known: members } of operations) {
      const Found = client?.[`${name}Command`];
      if (!Found) continue;
      const schema = new Found({}).schema;
      const node = NormalizedSchema.of(schema[4] as never);
      const input = inputOf(node, members, required, known);
      found.push(requestOf(scope, name, node, (schema[3] ?? {}) as Traits, input));
    }
  }
  return found;
}

/** Gives what a member of this name, of a service, may mean: what is there, and what may be made under way. */
type Known = (member: string) => fc.Arbitrary<string>;

const KINDS: readonly (readonly [RegExp, RegExp])[] = [
  [/bucket/i, /S3::Bucket$/],
  [/queue/i, /SQS::Queue$/],
  [/topic/i, /SNS::Topic$/],
  [/table/i, /DynamoDB::Table$/],
  [/function|lambda/i, /Lambda::Function$/],
  [/stateMachine/i, /StateMachine$/],
  [/pool/i, /UserPool$/],
  [/collection/i, /Collection$/],
  [/keyId/i, /KMS::Key$/],
  [/rule/i, /Events::Rule$/],
  [/role/i, /IAM::Role$/],
  [/stack/i, /^$/],
];

function knownNames(resources: Ready['resources']): Known {
  const made = ['fuzz-a', 'fuzz-b'];
  return (member) => {
    const kind = KINDS.find(([members]) => members.test(member))?.[1];
    const ids = resources.filter(({ type }) => kind?.test(type)).map(({ id }) => id);
    const of = ids.length > 0 ? ids : resources.map(({ id }) => id);
    return ids.length > 0
      ? fc.constantFrom(...ids, ...ids, ...made)
      : fc.constantFrom(...of, ...made, ...made);
  };
}

/** Mostly what the operation reads, with all that it needs; now and then anything of the model. */
function inputOf(
  node: NormalizedSchema,
  known: readonly string[],
  required: readonly string[],
  names: Known,
): fc.Arbitrary<Record<string, unknown>> {
  const all = Object.fromEntries(
    [...node.structIterator()].map(([key, one]) => [key, generatorOf(one, key, names, 1)]),
  );
  const wireName = (key: string) => {
    const traits = node.getMemberSchema(key).getMergedTraits() as Traits;
    return String(traits['httpQuery'] ?? traits['jsonName'] ?? key);
  };
  // What is in headers and bodies of S3 no schema tells.
  const isOwn = (key: string) => known.includes(wireName(key)) || known.length === 0;
  const read = Object.fromEntries(Object.entries(all).filter(([key]) => isOwn(key)));
  const requiredKeys = Object.keys(read).filter((key) => required.includes(wireName(key)));
  return fc.oneof(
    { weight: 6, arbitrary: fc.record(read, { requiredKeys }) },
    { weight: 1, arbitrary: fc.record(all, { requiredKeys: requiredKeys.filter((key) => key in all) }) },
    { weight: 1, arbitrary: fc.record(all, { requiredKeys: [] }) },
  );
}

function requestOf(
  scope: string,
  name: string,
  node: NormalizedSchema,
  traits: Traits,
  members: fc.Arbitrary<Record<string, unknown>>,
): fc.Arbitrary<Sent> {
  const http = (NormalizedSchema.of([0, '', '', traits, 0] as never).getMergedTraits() as Traits)['http'];
  if (TARGETS[scope])
    return members.map((input) => ({
      scope,
      name,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${TARGETS[scope]}.${name}` },
      body: JSON.stringify(input),
    }));
  if (VERSIONS[scope])
    return members.map((input) => ({
      scope,
      name,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams([
        ['Action', name],
        ['Version', VERSIONS[scope]!],
        ...fields(input),
      ]).toString(),
    }));
  return members.map((input) => restRequest(scope, name, node, http as [string, string], input));
}

function restRequest(
  scope: string,
  name: string,
  node: NormalizedSchema,
  [method, uri]: [string, string],
  input: Record<string, unknown>,
): Sent {
  const [route = '/', query = ''] = uri.split('?');
  const search = new URLSearchParams(query);
  const headers: Record<string, string> = {};
  const rest: Record<string, unknown> = {};
  // The labels that the SDK moves into the host stand in the path here.
  let path = scope === 's3' && node.getMemberSchemas()['Bucket'] ? `/{Bucket}${route}` : route;
  let body: string | undefined;
  for (const [member, schema] of node.structIterator()) {
    const traits = schema.getMergedTraits() as Traits;
    const value = input[member];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (traits['httpLabel'] || path.includes(`{${member}`)) {
      const sent = encodeURIComponent((text ?? 'fuzz-a').toWellFormed());
      path = path.replace(new RegExp(`\\{${member}\\+?\\}`), () => sent);
    } else if (text === undefined) continue;
    else if (traits['httpQuery']) search.set(String(traits['httpQuery']), text);
    else if (traits['httpHeader']) headers[String(traits['httpHeader']).toLowerCase()] = text;
    else if (traits['httpPayload']) body = scope === 's3' ? xmlOf(schema, value) : text;
    else rest[String(traits['jsonName'] ?? member)] = value;
  }
  const hasRest = Object.keys(rest).length > 0;
  return {
    scope,
    name,
    method,
    path: `${path}${search.size > 0 ? `?${search}` : ''}`,
    headers: Object.fromEntries(
      Object.entries(headers).map(([key, text]) => [key, text.replace(/[^ -~]/g, '.')]),
    ),
    body: body ?? (hasRest ? JSON.stringify(rest) : ''),
  };
}

function xmlOf(schema: NormalizedSchema, value: unknown): string {
  if (typeof value === 'string') return value;
  const root = String((schema.getMergedTraits() as Traits)['xmlName'] ?? schema.getName() ?? 'Root');
  const inner = (name: string, one: unknown, level = 0): string => {
    if (level > 300) return '';
    if (Array.isArray(one)) return one.map((each) => inner(name.replace(/s$/, ''), each, level + 1)).join('');
    const content =
      typeof one === 'object' && one !== null
        ? Object.entries(one)
            .map(([key, each]) => inner(key, each, level + 1))
            .join('')
        : String(one).replaceAll('<', '&lt;');
    return `<${name}>${content}</${name}>`;
  };
  return inner(root, value);
}

function fields(value: unknown, at = ''): [string, string][] {
  // What is deeper is refused by the length of its name already.
  if (at.length > 500) return [[at, 'deep']];
  if (Array.isArray(value)) return value.flatMap((one, index) => fields(one, `${at}.member.${index + 1}`));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, one]) => fields(one, at ? `${at}.${name}` : name));
  return [[at, String(value)]];
}

const MOST_LEVELS = 5;

function generatorOf(
  node: NormalizedSchema,
  name: string,
  known: Known,
  level: number,
): fc.Arbitrary<unknown> {
  const right = rightValue(node, name, known, level);
  return fc.oneof({ weight: 60, arbitrary: right }, oddJson);
}

function rightValue(
  node: NormalizedSchema,
  name: string,
  known: Known,
  level: number,
): fc.Arbitrary<unknown> {
  if (level > MOST_LEVELS) return oddJson;
  const inner = (one: NormalizedSchema, called: string) => generatorOf(one, called, known, level + 1);
  if (node.isStructSchema()) {
    const members = Object.fromEntries(
      [...node.structIterator()].map(([key, one]) => [key, inner(one, key)]),
    );
    // Those at the head of a model are mostly the ones that an operation looks for first.
    const requiredKeys = Object.keys(members).slice(0, 2);
    return fc.oneof(fc.record(members, { requiredKeys }), fc.record(members, { requiredKeys: [] }));
  }
  if (node.isListSchema()) return fc.array(inner(node.getValueSchema(), name), { maxLength: 3 });
  if (node.isMapSchema())
    return fc.dictionary(
      fc.oneof(known(name), fc.constantFrom('a', ':a', '#a'), oddText),
      inner(node.getValueSchema(), name),
      { maxKeys: 3 },
    );
  if (node.isBooleanSchema()) return fc.boolean();
  if (node.isNumericSchema() || node.isTimestampSchema()) return oddNumber;
  if (node.isBlobSchema()) return oddText.map((text) => Buffer.from(text).toString('base64'));
  const language = languageOf(name);
  return language
    ? fc.oneof({ weight: 4, arbitrary: language }, oddText)
    : fc.oneof({ weight: 6, arbitrary: known(name) }, { weight: 1, arbitrary: oddText });
}
