// Versions and aliases of state machines as a template makes them, start after start over the same folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { virtualClock } from '../../../../states-language/src/clock.ts';
import { createBus } from '../../../src/services/bus.ts';
import {
  createStepFunctions,
  type StepFunctions,
} from '../../../src/services/stepfunctions/stepfunctions.ts';
import { planned, provision } from '../../../src/stack/provision.ts';
import type { StackContext } from '../../../src/stack/resource.ts';
import { readStack, type Stack } from '../../../src/stack/stack.ts';

const CONTEXT: StackContext = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  stackName: 'photos',
};
const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:check';

let folder: string;
let opened: StepFunctions | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'versions-'));
});
afterEach(async () => {
  await opened?.close();
  rmSync(folder, { recursive: true });
});

/** One deployment and start: gives what the template's outputs say, and the service. */
async function deploy(template: string): Promise<{ stack: Stack; service: StepFunctions }> {
  await opened?.close();
  const service = createStepFunctions({
    accountId: CONTEXT.accountId,
    region: CONTEXT.region,
    folder,
    bus: createBus(),
    clock: virtualClock(0),
    // No task of these machines ever ends.
    invokeTask: () => new Promise(() => undefined),
  });
  opened = service;
  const stack = planned(
    () => readStack(template, { context: CONTEXT, types: service.resourceTypes }),
    service.resourceTypes,
  );
  await provision(stack, service.resourceTypes);
  return { stack, service };
}

const sam = (answer: string, more = 'AutoPublishAlias: live') => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Check:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: check
      Role: 'arn:aws:iam::000000000000:role/r'
      Definition: { StartAt: A, States: { A: { Type: Pass, Result: ${answer}, End: true } } }
      ${more}
Outputs:
  Alias: { Value: !Ref CheckAliaslive }
  Version: { Value: !Ref CheckVersion }
`;

async function answerOf(service: StepFunctions, arn: string): Promise<string | undefined> {
  const { executionArn } = service.start(arn, { input: '{}' });
  return (await service.ended(executionArn)).output;
}

test('each start with another definition publishes the next version, to which the alias leads; without a change none', async () => {
  const seen: (string | undefined)[][] = [];
  for (const answer of ['one', 'one', 'two', 'one']) {
    const { stack, service } = await deploy(sam(answer));
    seen.push([stack.outputs['Version'], await answerOf(service, stack.outputs['Alias']!)]);
  }
  const { service } = await deploy(sam('one'));

  expect(seen).toEqual([
    [`${MACHINE}:1`, '"one"'],
    [`${MACHINE}:1`, '"one"'],
    [`${MACHINE}:2`, '"two"'],
    [`${MACHINE}:3`, '"one"'],
  ]);
  expect(await answerOf(service, `${MACHINE}:2`)).toBe('"two"');
});

test('an execution begun before the next deployment belongs to the version it began with', async () => {
  const waiting = sam('one').replace(
    'A, States: {',
    'W, States: { W: { Type: Task, Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: endless }, Next: A },',
  );
  const first = await deploy(waiting);
  const { executionArn } = first.service.start(`${MACHINE}:live`, { input: '{}' });
  const { service } = await deploy(sam('two'));

  expect(service.describe(executionArn)).toMatchObject({
    status: 'RUNNING',
    stateMachineVersionArn: `${MACHINE}:1`,
    stateMachineAliasArn: `${MACHINE}:live`,
  });
  const begun = service.start(`${MACHINE}:live`, { input: '{}' });
  expect(begun.stateMachineVersionArn).toBe(`${MACHINE}:2`);
});

const PLAIN = (answer: string, weights = 'Weight: 100') => `
Resources:
  Check:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: check
      RoleArn: 'arn:aws:iam::000000000000:role/r'
      DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"${answer}","End":true}}}'
  First: { Type: AWS::StepFunctions::StateMachineVersion, Properties: { StateMachineArn: !Ref Check, Description: first } }
  Live:
    Type: AWS::StepFunctions::StateMachineAlias
    Properties:
      Name: live
      RoutingConfiguration: [{ StateMachineVersionArn: !Ref First, ${weights} }]
Outputs:
  Alias: { Value: !GetAtt Live.Arn }
  Version: { Value: !GetAtt First.Arn }
`;

test('a version that names no revision is published once, whatever becomes of the machine', async () => {
  await deploy(PLAIN('one'));
  const { stack, service } = await deploy(PLAIN('two'));

  expect(stack.outputs).toEqual({ Alias: `${MACHINE}:live`, Version: `${MACHINE}:1` });
  expect(await answerOf(service, `${MACHINE}:live`)).toBe('"one"');
  expect(await answerOf(service, MACHINE)).toBe('"two"');
});

test.each([
  ['CANARY, Percentage: 10, Interval: 5'],
  ['LINEAR, Percentage: 20, Interval: 1, Alarms: [photos-fail]'],
  ['ALL_AT_ONCE'],
])('a deployment by %s is over at once', async (type) => {
  const preference = `AutoPublishAlias: live, UseAliasAsEventTarget: true, DeploymentPreference: { Type: ${type} }`;
  const text = sam('one').replace(
    'AutoPublishAlias: live',
    preference.replaceAll(/, (?=\w+: (true|\{))/g, '\n      '),
  );
  await deploy(text);
  const { service } = await deploy(text.replace('Result: one', 'Result: two'));
  expect(await answerOf(service, `${MACHINE}:live`)).toBe('"two"');
});

test.each([
  ['AutoPublishAlias: "12"', /AutoPublishAlias "12" must be made of letters/],
  ['DeploymentPreference: { Type: ALL_AT_ONCE }', /DeploymentPreference requires AutoPublishAlias/],
  ['UseAliasAsEventTarget: true', /UseAliasAsEventTarget requires AutoPublishAlias/],
  [
    'AutoPublishAlias: live\n      DeploymentPreference: { Type: SLOW }',
    /Type must be one of LINEAR, CANARY/,
  ],
  [
    'AutoPublishAlias: live\n      DeploymentPreference: { Type: CANARY, Interval: 5 }',
    /Percentage must be an integer/,
  ],
  [
    'AutoPublishAlias: live\n      DeploymentPreference: { Type: ALL_AT_ONCE, Speed: 1 }',
    /DeploymentPreference.Speed/,
  ],
])('refuses %s', async (more, message) => {
  await expect(deploy(sam('one', more))).rejects.toThrow(message);
});

test('refuses weights that are not whole, and an alias without a route', async () => {
  await expect(deploy(PLAIN('one', 'Weight: 40'))).rejects.toThrow(
    /weights must equal 100. Received: \[40\]/,
  );
  await expect(deploy(PLAIN('one').replace(/RoutingConfiguration: .*/, 'Description: x'))).rejects.toThrow(
    /needs either RoutingConfiguration or DeploymentPreference/,
  );
});
