// The API: machines, executions, services that tasks call, and what is refused.
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  TestStateCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import { refusal, until } from '../../world.ts';
import { newTable, putItems, item as row } from '../dynamodb/table.ts';
import { newQueue, received } from '../sqs/queue.ts';
import { executed, newMachine, only } from './machine.ts';

const PASS = only({ Type: 'Pass' });
const SERVICES = PAGES.statesGuide('supported-services-awssdk');

export const machines: Case[] = [
  {
    name: 'a machine is made again by the same request, not by another',
    source: PAGES.states('CreateStateMachine'),
    async observe(world) {
      const name = world.fresh('machine');
      const make = (definition: object) =>
        world.states.send(
          new CreateStateMachineCommand({
            name,
            definition: JSON.stringify(definition),
            roleArn: world.roleArn,
          }),
        );
      const { stateMachineArn } = await make(PASS);
      world.later(() => world.states.send(new DeleteStateMachineCommand({ stateMachineArn })));
      return [await refusal(make(PASS)), await refusal(make(only({ Type: 'Succeed' })))];
    },
    expected: ['accepted', { error: 'StateMachineAlreadyExists', status: 400 }],
  },
  {
    name: 'definitions that are none are refused, with where',
    source: PAGES.states('CreateStateMachine'),
    async observe(world) {
      const make = (definition: object) => refusal(newMachine(world, definition));
      return [
        await make({ StartAt: 'None', States: { Only: { Type: 'Pass', End: true } } }),
        await make(only({ Type: 'Unknown' })),
        await make({ StartAt: 'Only', States: { Only: { Type: 'Pass' } } }),
        await make(only({ Type: 'Choice', Choices: [] })),
        await make(only({ Type: 'Pass', Parameters: { 'a.$': 'no path' } })),
      ];
    },
    expected: Array(5).fill({ error: 'InvalidDefinition', status: 400 }),
  },
  {
    name: 'a definition is judged without being made',
    source: PAGES.states('ValidateStateMachineDefinition'),
    async observe({ states }) {
      const judge = (definition: object) =>
        states.send(new ValidateStateMachineDefinitionCommand({ definition: JSON.stringify(definition) }));
      const bad = await judge({ StartAt: 'None', States: { Only: { Type: 'Pass', End: true } } });
      return { good: (await judge(PASS)).result, bad: bad.result, code: bad.diagnostics?.[0]?.code };
    },
    expected: { good: 'OK', bad: 'FAIL', code: 'MISSING_TRANSITION_TARGET' },
  },
  {
    name: 'a name is for one execution; the same input again is the same execution',
    source: PAGES.states('StartExecution'),
    async observe(world) {
      const stateMachineArn = await newMachine(world, only({ Type: 'Wait', Seconds: 30 }));
      const start = (input: string) =>
        world.states.send(new StartExecutionCommand({ stateMachineArn, name: 'same', input }));
      const [first, second] = [await start('{}'), await start('{}')];
      const other = await refusal(start('{"a":1}'));
      await world.states.send(new StopExecutionCommand({ executionArn: first.executionArn, error: 'Own' }));
      const end = await world.states.send(new DescribeExecutionCommand({ executionArn: first.executionArn }));
      return {
        isSame: first.executionArn === second.executionArn,
        other,
        status: end.status,
        error: end.error,
      };
    },
    expected: {
      isSame: true,
      other: { error: 'ExecutionAlreadyExists', status: 400 },
      status: 'ABORTED',
      error: 'Own',
    },
  },
  {
    name: 'an input that is no JSON, and a machine that is not there, are refused',
    source: PAGES.states('StartExecution'),
    async observe(world) {
      const stateMachineArn = await newMachine(world, PASS);
      const start = (arn: string, input: string) =>
        refusal(world.states.send(new StartExecutionCommand({ stateMachineArn: arn, input })));
      return [await start(stateMachineArn, 'no json'), await start(`${stateMachineArn}x`, '{}')];
    },
    expected: [
      { error: 'InvalidExecutionInput', status: 400 },
      { error: 'StateMachineDoesNotExist', status: 400 },
    ],
  },
  {
    name: 'executions are listed by their status, newest first',
    source: PAGES.states('ListExecutions'),
    async observe(world) {
      const stateMachineArn = await newMachine(world, PASS);
      for (const name of ['a', 'b'])
        await world.states.send(new StartExecutionCommand({ stateMachineArn, name, input: '{}' }));
      const { executions } = await until(
        () => world.states.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' })),
        (seen) => seen.executions?.length === 2,
      );
      return executions?.map(({ name }) => name);
    },
    expected: ['b', 'a'],
  },
  {
    name: 'an update gives another revision, and none without a change is asked for',
    source: PAGES.states('UpdateStateMachine'),
    async observe(world) {
      const stateMachineArn = await newMachine(world, PASS);
      const update = (more: object) =>
        world.states.send(new UpdateStateMachineCommand({ stateMachineArn, ...more }));
      const { revisionId } = await update({ definition: JSON.stringify(only({ Type: 'Succeed' })) });
      return {
        revisionId,
        described: (await world.states.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition,
        nothing: await refusal(update({})),
      };
    },
    expected: {
      revisionId: /^[0-9a-f-]{36}$/,
      described: /Succeed/,
      nothing: { error: 'MissingRequiredParameter' },
    },
  },
  {
    name: 'a machine has no revision id until it is changed',
    source: PAGES.states('UpdateStateMachine'),
    async observe(world) {
      const stateMachineArn = await newMachine(world, PASS);
      const { revisionId } = await world.states.send(new DescribeStateMachineCommand({ stateMachineArn }));
      return { revisionId };
    },
    expected: { revisionId: ABSENT },
  },
  {
    name: 'a description tells which variables its states read',
    source: PAGES.states('DescribeStateMachine'),
    async observe(world) {
      const stateMachineArn = await newMachine(world, {
        StartAt: 'Set',
        States: {
          Set: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Read' },
          Read: { Type: 'Pass', Parameters: { 'x.$': 'States.MathAdd($a, $b)' }, End: true },
        },
      });
      const { variableReferences: read = {} } = await world.states.send(
        new DescribeStateMachineCommand({ stateMachineArn }),
      );
      return Object.entries(read).map(([state, names]) => [state, names.toSorted()]);
    },
    expected: [['Read', ['a', 'b']]],
  },
  {
    name: 'an execution is started with an object as its input, by the SDK integration too',
    source: PAGES.seen('aws-sdk:sfn:startExecution with an object'),
    async observe(world) {
      const StateMachineArn = await newMachine(world, PASS);
      const { output } = await executed(
        world,
        only({
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:sfn:startExecution',
          Parameters: { StateMachineArn, Input: { key: 'value' } },
        }),
      );
      const { ExecutionArn: executionArn } = Object(output) as { ExecutionArn?: string };
      const { input = '' } = await world.states.send(new DescribeExecutionCommand({ executionArn }));
      return JSON.parse(input) as unknown;
    },
    expected: { key: 'value' },
  },
  {
    name: 'an express machine answers at once',
    source: PAGES.states('StartSyncExecution'),
    async observe(world) {
      const stateMachineArn = await newMachine(world, PASS, { type: 'EXPRESS' });
      const { status, output } = await world.states.send(
        new StartSyncExecutionCommand({ stateMachineArn, input: '{"a":1}' }),
      );
      return { status, output };
    },
    expected: { status: 'SUCCEEDED', output: '{"a":1}' },
  },
  {
    name: 'a task asks DynamoDB, by the optimized integration and by the SDK',
    source: SERVICES,
    async observe(world) {
      const TableName = await newTable(world);
      await putItems(world, TableName, [row({ pk: 'a', n: 1 })]);
      const ask = async (Resource: string) =>
        (
          await executed(
            world,
            only({
              Type: 'Task',
              Resource,
              Parameters: { TableName, Key: { pk: { S: 'a' } } },
              ResultSelector: { 'n.$': '$.Item.n.N' },
            }),
          )
        ).output;
      return [
        await ask('arn:aws:states:::dynamodb:getItem'),
        await ask('arn:aws:states:::aws-sdk:dynamodb:getItem'),
      ];
    },
    expected: [{ n: '1' }, { n: '1' }],
  },
  {
    name: 'a task that DynamoDB refuses fails by the name of the refusal',
    source: SERVICES,
    observe: (world) =>
      executed(
        world,
        only({
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:dynamodb:getItem',
          Parameters: { TableName: 'conformance-none', Key: { pk: { S: 'a' } } },
        }),
      ),
    expected: {
      status: 'FAILED',
      error: 'DynamoDb.ResourceNotFoundException',
      cause: /Service: DynamoDb, Status Code: 400/,
    },
  },
  {
    name: 'a task that waits for a token goes on with the answer',
    source: PAGES.statesGuide('connect-to-resource'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const stateMachineArn = await newMachine(
        world,
        only({
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          Parameters: { QueueUrl, MessageBody: { 'token.$': '$$.Task.Token' } },
        }),
      );
      const { executionArn } = await world.states.send(
        new StartExecutionCommand({ stateMachineArn, input: '{}' }),
      );
      const [message] = await received(world, QueueUrl);
      const { token } = JSON.parse(message?.Body ?? '{}') as { token: string };
      await world.states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"a":1}' }));
      const end = await until(
        () => world.states.send(new DescribeExecutionCommand({ executionArn })),
        ({ status }) => status !== 'RUNNING',
      );
      return {
        output: end.output,
        twice: await refusal(
          world.states.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' })),
        ),
      };
    },
    expected: { output: '{"a":1}', twice: { error: /^(TaskTimedOut|TaskDoesNotExist)$/, status: 400 } },
  },
  {
    name: 'a token that is none is InvalidToken',
    source: PAGES.states('SendTaskSuccess'),
    observe: ({ states }) =>
      refusal(states.send(new SendTaskSuccessCommand({ taskToken: 'none', output: '{}' }))),
    expected: { error: 'InvalidToken', status: 400 },
  },
  {
    name: 'one state is tried by itself',
    source: PAGES.states('TestState'),
    async observe({ states, roleArn }) {
      const { status, output, nextState } = await states.send(
        new TestStateCommand({
          definition: JSON.stringify({ Type: 'Pass', Result: 1, Next: 'Then' }),
          roleArn,
          input: '{}',
        }),
      );
      return { status, output, nextState };
    },
    expected: { status: 'SUCCEEDED', output: '1', nextState: 'Then' },
  },
  {
    name: 'an SQS message that a task sends is the JSON of its body',
    source: PAGES.statesGuide('connect-sqs'),
    async observe(world) {
      const QueueUrl = await newQueue(world);
      const { output } = await executed(
        world,
        only({
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage',
          Parameters: { QueueUrl, 'MessageBody.$': '$' },
        }),
        { a: [1, { b: null }] },
      );
      const { Messages } = await world.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      return { body: Messages?.[0]?.Body, output };
    },
    expected: {
      body: '{"a":[1,{"b":null}]}',
      output: { MessageId: /./, MD5OfMessageBody: /^[0-9a-f]{32}$/, $metadata: ABSENT },
    },
  },
];
