import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { createCloudFormation } from '../../../src/services/cloudformation/cloudformation.ts';
import type { Principal } from '../../../src/services/service.ts';
import { stackOf } from '../../stack/a-stack.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

const CREATED_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const STACK = stackOf(
  `
Parameters:
  Zones: { Type: CommaDelimitedList, Default: 'a,b' }
  Secret: { Type: String, Default: hidden, NoEcho: true }
Resources:
  Uploads: { Type: AWS::SQS::Queue }
  Step: { Type: AWS::Serverless::Function, Properties: { FunctionName: step, Role: x } }
Outputs:
  Queue: { Value: !Ref Uploads }
`,
);
const mute: Principal = { arn: 'arn:aws:iam::000000000000:role/Mute', can: () => false };

let gateway: TestGateway;
let client: CloudFormationClient;
let stack: typeof STACK | undefined;
beforeAll(async () => {
  const { service } = createCloudFormation({ stack: () => stack, createdMs: CREATED_MS });
  gateway = await startGateway([service], { mute });
  client = new CloudFormationClient(gateway.clientConfig);
});
beforeEach(() => {
  stack = STACK;
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

it('describes the stack: outputs, parameters, and when it was made', async () => {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'photos' }));

  expect(Stacks).toMatchObject([
    {
      StackName: 'photos',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: new Date(CREATED_MS),
      Outputs: [{ OutputKey: 'Queue', OutputValue: STACK.ref('Uploads') }],
      Parameters: [
        { ParameterKey: 'Zones', ParameterValue: 'a,b' },
        { ParameterKey: 'Secret', ParameterValue: '****' },
      ],
    },
  ]);
});

it('is found by name, by id and without either', async () => {
  const id = (await client.send(new DescribeStacksCommand({}))).Stacks![0]!.StackId!;
  expect(id).toMatch(/^arn:aws:cloudformation:us-east-1:000000000000:stack\/photos\/[0-9a-f-]{36}$/);
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: id }));
  expect(Stacks).toHaveLength(1);
});

it('lists resources by the types that AWS shows', async () => {
  const { StackResourceSummaries } = await client.send(
    new ListStackResourcesCommand({ StackName: 'photos' }),
  );
  const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: 'photos' }));

  for (const resources of [StackResourceSummaries, StackResources])
    expect(resources).toMatchObject([
      {
        LogicalResourceId: 'Uploads',
        ResourceType: 'AWS::SQS::Queue',
        PhysicalResourceId: STACK.ref('Uploads'),
      },
      { LogicalResourceId: 'Step', ResourceType: 'AWS::Lambda::Function', PhysicalResourceId: 'step' },
    ]);
});

it('finds one resource by its logical id, and the stack of a physical one', async () => {
  const { StackResourceDetail } = await client.send(
    new DescribeStackResourceCommand({ StackName: 'photos', LogicalResourceId: 'Step' }),
  );
  expect(StackResourceDetail).toMatchObject({ PhysicalResourceId: 'step' });
  const { StackResources } = await client.send(
    new DescribeStackResourcesCommand({ PhysicalResourceId: 'step' }),
  );
  expect(StackResources).toMatchObject([{ LogicalResourceId: 'Step', StackName: 'photos' }]);
});

it.each([
  [
    'another stack',
    new DescribeStacksCommand({ StackName: 'other' }),
    /Stack with id other does not exist; this laptop runs photos/,
  ],
  [
    'another resource',
    new DescribeStackResourceCommand({ StackName: 'photos', LogicalResourceId: 'X' }),
    /Resource X does not exist/,
  ],
  ['nothing at all', new DescribeStackResourcesCommand({}), /Either StackName or PhysicalResourceId/],
  ['a page', new DescribeStacksCommand({ NextToken: 'x' }), /NextToken is not supported here/],
])('refuses %s as a ValidationError', async (_, command, message) => {
  const answer = client.send(command as DescribeStacksCommand);
  await expect(answer).rejects.toThrow(message);
  await expect(answer).rejects.toMatchObject({ name: 'ValidationError' });
});

it('refuses by name what would change a stack', async () => {
  const answer = client.send(new CreateStackCommand({ StackName: 'photos', TemplateBody: '{}' }));
  await expect(answer).rejects.toThrow(/NotImplemented: CreateStack is not an operation/);
});

it('refuses whoever may not, in the words of this service', async () => {
  const muted = new CloudFormationClient(gateway.as('mute'));
  const answer = muted.send(new DescribeStacksCommand({ StackName: 'photos' }));
  await expect(answer).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('not authorized to perform: cloudformation:DescribeStacks'),
  });
  muted.destroy();
});

it('says that there is no stack while the cloud starts', async () => {
  stack = undefined;
  await expect(client.send(new DescribeStacksCommand({}))).rejects.toThrow(/does not exist yet/);
});
