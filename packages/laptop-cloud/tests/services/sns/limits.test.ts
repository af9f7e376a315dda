// What SNS refuses of what a topic or a subscription is given.
import {
  AddPermissionCommand,
  CreateTopicCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
} from '@aws-sdk/client-sns';
import { createBus } from '../../../src/services/bus.ts';
import { createSns } from '../../../src/services/sns/sns.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const TopicArn = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:Riders`;
let gateway: TestGateway;
let client: SNSClient;

beforeAll(async () => {
  gateway = await startGateway([
    createSns({ bus: createBus(), accountId: ACCOUNT_ID, region: REGION }).service,
  ]);
  client = new SNSClient(gateway.clientConfig);
  await client.send(new CreateTopicCommand({ Name: 'Riders' }));
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

it.each([
  ['http', 'https://example.com', 'Endpoint must match the specified protocol'],
  ['https', 'example.com', 'Endpoint must match the specified protocol'],
  ['email', 'ops', 'Email address'],
  ['email-json', 'ops@', 'Email address'],
  ['sms', 'ops', 'Invalid SMS endpoint: ops'],
  ['sqs', `arn:aws:sns:${REGION}:${ACCOUNT_ID}:Riders`, 'SQS endpoint ARN'],
  ['lambda', 'handler', 'Lambda endpoint ARN'],
  ['application', '', 'Endpoint'],
])('by %s no message is sent to %j', async (Protocol, Endpoint, message) => {
  await expect(client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }))).rejects.toMatchObject({
    Code: 'InvalidParameter',
    message: expect.stringContaining(message),
  });
});

it.each([
  ['http', 'http://example.com/a'],
  ['email', 'ops@example.com'],
  ['sms', '+1 555 0100'],
])('by %s messages are sent to %j', async (Protocol, Endpoint) => {
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({ TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true }),
  );

  expect(SubscriptionArn).toContain(TopicArn);
});

it.each([
  ['DisplayName', 'n'.repeat(101)],
  ['TracingConfig', 'active'],
  ['SignatureVersion', '3'],
])('%s has no such value', async (AttributeName, AttributeValue) => {
  await expect(
    client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue })),
  ).rejects.toMatchObject({ Code: 'InvalidParameter' });
});

it('another account is permitted what topics do, and nothing else', async () => {
  const grant = { TopicArn, Label: 'one', AWSAccountId: [ACCOUNT_ID] };

  await expect(
    client.send(new AddPermissionCommand({ ...grant, ActionName: ['Publish', 'CreateTopic'] })),
  ).rejects.toMatchObject({
    Code: 'InvalidParameter',
    message: expect.stringContaining('out of service scope'),
  });
});

it('a topic has fifty tags at most, those that it has among them', async () => {
  const tags = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ Key: `k${from + index}`, Value: 'v' }));
  const tag = (Tags: { Key: string; Value: string }[]) =>
    client.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags }));
  await tag(tags(0, 50));

  await expect(tag(tags(50, 1))).rejects.toMatchObject({ Code: 'TagLimitExceeded' });
  await expect(
    client.send(new CreateTopicCommand({ Name: 'Tagged', Tags: tags(0, 51) })),
  ).rejects.toMatchObject({ Code: 'TagLimitExceeded' });
  await tag(tags(0, 1));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
  expect(Tags).toHaveLength(50);
});
