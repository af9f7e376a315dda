// Every member that the installed SDK clients can send is read, refused by its name, or listed as without effect.
import { readFileSync } from 'node:fs';
import { allServices } from '../../docs/operations/operations.ts';
import {
  WITHOUT_EFFECT,
  WITHOUT_EFFECT_MD,
  withoutEffectPage,
} from '../../docs/operations/without-effect.ts';
import { membersOf } from './members.ts';

/** The client of each scope; API Gateway and X-Ray have none installed, DynamoDB checks members by a table of its own. */
const CLIENTS: Readonly<Record<string, () => Promise<object>>> = {
  cloudformation: () => import('@aws-sdk/client-cloudformation'),
  'cognito-idp': () => import('@aws-sdk/client-cognito-identity-provider'),
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
/** Of the laptop alone, or of browsers: the SDK has no such operation. */
const OWN = ['RunRule', 'RunSchedule', 'PostObject'];

type Services = Awaited<ReturnType<typeof allServices>>;
let services: Services;
beforeAll(async () => {
  services = await allServices();
});
const serviceOf = (scope: string) => services.find((service) => service.scope === scope)!;

type Command = new (input: object) => { schema: readonly unknown[] };
async function modelOf(load: () => Promise<object>, operation: string): Promise<unknown> {
  const Found = ((await load()) as Record<string, Command | undefined>)[`${operation}Command`];
  return Found && new Found({}).schema[4];
}

it.each(Object.entries(CLIENTS))('%s takes no member and drops it', async (scope, load) => {
  const { operations = [], protocol } = serviceOf(scope);
  const isRest = protocol?.startsWith('REST') === true;
  const unread: string[] = [];
  for (const { name, input, headers, body } of operations) {
    const model = await modelOf(load, name);
    if (!model && OWN.includes(name)) continue;

    const members = membersOf(model, { input, headers, body, isRest });

    for (const { path, fate } of members)
      if (!['read', 'refused'].includes(fate)) unread.push(`${name} ${fate} ${path}`);
  }
  expect(unread).toEqual([]);
  expect(operations.length).toBeGreaterThan(0);
});

describe('a member without effect', () => {
  it('is one that a client can send, and that is not refused', async () => {
    for (const { scope, operations, members } of WITHOUT_EFFECT) {
      for (const name of operations) {
        const model = await modelOf(CLIENTS[scope]!, name);
        const facts = serviceOf(scope).operations?.find((operation) => operation.name === name);
        const isRest = serviceOf(scope).protocol?.startsWith('REST') === true;
        const known = membersOf(model, { ...facts, input: facts?.input, isRest });
        const sent = known.filter(({ fate }) => fate === 'read').map(({ path }) => path);

        expect({ name, sent }).toEqual({ name, sent: expect.arrayContaining([...members]) });
      }
    }
  });

  it('is on the page, with the reason', () => {
    expect(readFileSync(WITHOUT_EFFECT_MD, 'utf8')).toBe(withoutEffectPage());
  });
});
