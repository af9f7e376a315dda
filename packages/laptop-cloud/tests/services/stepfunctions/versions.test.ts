import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import type { AwsEvent } from '../../../src/services/bus.ts';
import { MachineVersions } from '../../../src/services/stepfunctions/machine-versions.ts';
import { createStateMachines } from '../../../src/services/stepfunctions/state-machines.ts';
import { createWorld, ROLE, type World } from './stepfunctions-world.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:check';
const answering = (answer: string) =>
  JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: answer, End: true } } });

let world: World;
/** What the policy of the limited client names. */
let permitted = '';
beforeEach(async () => {
  const can = (_: string, arn: string) => arn === permitted;
  world = await createWorld({ limited: { arn: ROLE, can } });
});
afterEach(() => world.close());

const create = (more: object = {}) =>
  world.sfn.send(
    new CreateStateMachineCommand({ name: 'check', definition: answering('one'), roleArn: ROLE, ...more }),
  );
const change = (answer: string, more: object = {}) =>
  world.sfn.send(
    new UpdateStateMachineCommand({ stateMachineArn: MACHINE, definition: answering(answer), ...more }),
  );
const publish = (more: object = {}) =>
  world.sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: MACHINE, ...more }));
const route = (...weights: [number, number][]) =>
  weights.map(([version, weight]) => ({ stateMachineVersionArn: `${MACHINE}:${version}`, weight }));
const alias = (...weights: [number, number][]) =>
  world.sfn.send(
    new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: route(...weights) }),
  );

test('a version is the machine as it was; publishing the same revision again gives the same version', async () => {
  const { stateMachineVersionArn: first } = await create({ publish: true, versionDescription: 'begin' });
  await expect(publish({ revisionId: 'INITIAL' })).resolves.toMatchObject({ stateMachineVersionArn: first });
  const { revisionId } = await change('two');
  const { stateMachineVersionArn: second } = await publish({ revisionId, description: 'next' });
  const again = await publish();

  expect([first, second, again.stateMachineVersionArn]).toEqual([
    `${MACHINE}:1`,
    `${MACHINE}:2`,
    `${MACHINE}:2`,
  ]);
  const outputs = [];
  for (const arn of [MACHINE, first, second]) outputs.push((await world.run(String(arn))).output);
  expect(outputs).toEqual(['"two"', '"one"', '"two"']);
  const described = await world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: first }));
  expect(described).toMatchObject({
    stateMachineArn: first,
    name: 'check',
    description: 'begin',
    definition: answering('one'),
  });
  const { stateMachineVersions } = await world.sfn.send(
    new ListStateMachineVersionsCommand({ stateMachineArn: MACHINE }),
  );
  expect(stateMachineVersions?.map((version) => version.stateMachineVersionArn)).toEqual([second, first]);
});

test('an execution tells which version and alias began it, and keeps that definition', async () => {
  await create({ publish: true });
  await alias([1, 100]);
  const events: AwsEvent[] = [];
  world.bus.onPublish((event) => void events.push(event));

  const { executionArn, ...execution } = await world.run(`${MACHINE}:live`);
  const plain = await world.run(MACHINE);
  await change('two', { publish: true });
  const snapshot = await world.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  const listed = await world.sfn.send(new ListExecutionsCommand({ stateMachineArn: `${MACHINE}:live` }));
  const all = await world.sfn.send(new ListExecutionsCommand({ stateMachineArn: MACHINE }));

  const names = { stateMachineVersionArn: `${MACHINE}:1`, stateMachineAliasArn: `${MACHINE}:live` };
  expect(executionArn).toMatch(/:execution:check:/);
  expect(execution).toMatchObject({ ...names, stateMachineArn: MACHINE, output: '"one"' });
  expect(plain).not.toHaveProperty('stateMachineVersionArn');
  expect(snapshot.definition).toBe(answering('one'));
  expect(listed.executions).toMatchObject([{ executionArn, ...names }]);
  expect(all.executions).toHaveLength(2);
  expect(events[0]?.detail).toMatchObject(names);
});

test('an alias is changed, listed and deleted; what it routes to cannot be deleted', async () => {
  await create({ publish: true });
  await change('two', { publish: true });
  const { stateMachineAliasArn } = await alias([1, 100]);
  await alias([1, 100]);
  await expect(alias([2, 100])).rejects.toMatchObject({ name: 'ConflictException' });
  await expect(
    world.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${MACHINE}:1` })),
  ).rejects.toMatchObject({ name: 'ConflictException', message: expect.stringContaining('live') });

  await world.sfn.send(
    new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration: route([2, 100]) }),
  );
  const described = await world.sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
  const { output } = await world.run(`${MACHINE}:live`);
  await world.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${MACHINE}:1` }));
  const of = async (stateMachineArn: string) =>
    (await world.sfn.send(new ListStateMachineAliasesCommand({ stateMachineArn }))).stateMachineAliases
      ?.length;
  const counts = [await of(MACHINE), await of(`${MACHINE}:2`), await of(`${MACHINE}:1`)];
  await world.sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));

  expect(described).toMatchObject({ name: 'live', routingConfiguration: route([2, 100]) });
  expect(output).toBe('"two"');
  expect(counts).toEqual([1, 1, 0]);
  await expect(world.run(`${MACHINE}:live`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await expect(world.run(`${MACHINE}:1`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await change('three');
  expect((await publish()).stateMachineVersionArn).toBe(`${MACHINE}:3`);
});

test('routes by weight', () => {
  let dice = 0;
  const machines = createStateMachines(null);
  const versions = new MachineVersions({ file: null, machines, now: () => 0, random: () => dice });
  for (const definition of ['one', 'two']) {
    const settings = { type: 'STANDARD' as const, definition, roleArn: ROLE, isTraced: false, logging: {} };
    machines.put(MACHINE, 'check', settings, 0);
    versions.publish(MACHINE, {});
  }
  versions.putAlias({ name: 'live', routes: route([1, 90], [2, 10]) });

  const chosen = [0, 0.89, 0.9, 0.99].map((value) => {
    dice = value;
    return versions.startable(`${MACHINE}:live`).machine.definition;
  });
  expect(chosen).toEqual(['one', 'one', 'two', 'two']);
});

test('what is started by version or alias takes the right to the machine, and no policy that names them gives it', async () => {
  await create({ publish: true });
  await alias([1, 100]);
  const start = (stateMachineArn: string) =>
    world.limited.send(new StartExecutionCommand({ stateMachineArn }));

  permitted = MACHINE;
  for (const arn of [MACHINE, `${MACHINE}:1`, `${MACHINE}:live`])
    expect((await start(arn)).executionArn).toContain(':execution:check:');
  permitted = `${MACHINE}:live`;
  await expect(start(permitted)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`on resource: ${MACHINE} because`),
  });
});

test('versions and aliases go with their machine', async () => {
  await create({ publish: true });
  await alias([1, 100]);
  await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE }));
  await create();

  const { stateMachineVersions } = await world.sfn.send(
    new ListStateMachineVersionsCommand({ stateMachineArn: MACHINE }),
  );
  expect(stateMachineVersions).toEqual([]);
  await expect(world.run(`${MACHINE}:live`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

test.each([
  ['a revision that is not the current one', () => publish({ revisionId: 'old' }), 'ConflictException'],
  ['an alias to nowhere', () => alias([7, 100]), 'StateMachineDoesNotExist'],
  [
    'to update an alias that is not there',
    () =>
      world.sfn.send(
        new UpdateStateMachineAliasCommand({ stateMachineAliasArn: `${MACHINE}:gone`, description: 'x' }),
      ),
    'ResourceNotFound',
  ],
  [
    'a description without a version',
    () => change('two', { versionDescription: 'x' }),
    'ValidationException',
  ],
])('refuses %s', async (_, act, name) => {
  await create({ publish: true });
  await expect(act()).rejects.toMatchObject({ name });
});

test.each([
  [
    'a name of digits',
    () => named('12'),
    /^1 validation error detected: Value '12' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: \^\(/,
  ],
  [
    'a name of 81 letters',
    () => named('a'.repeat(81)),
    /at 'name' failed to satisfy constraint: Member must have length less than or equal to 80$/,
  ],
  [
    'weights that are not whole',
    () => alias([1, 50]),
    'Sum of routing configuration weights must equal 100. Received: [50]',
  ],
  [
    'the same version twice',
    () => alias([1, 50], [1, 50]),
    `Routing configuration must contain distinct state machine version ARNs. Received: [${MACHINE}:1, ${MACHINE}:1]`,
  ],
  [
    'a machine for a version',
    () =>
      world.sfn.send(
        new CreateStateMachineAliasCommand({
          name: 'live',
          routingConfiguration: [{ stateMachineVersionArn: MACHINE, weight: 100 }],
        }),
      ),
    `Routing configuration must contain state machine version ARNs. Received: [${MACHINE}]`,
  ],
])('an alias with %s is refused in the words of the service', async (_, act, message) => {
  await create({ publish: true });
  await expect(act()).rejects.toMatchObject({
    name: 'ValidationException',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

test('deleting an alias that is gone succeeds, and making it otherwise than it is does not', async () => {
  await create({ publish: true });
  const { stateMachineAliasArn } = await alias([1, 100]);

  await expect(
    world.sfn.send(
      new CreateStateMachineAliasCommand({
        name: 'live',
        description: 'other',
        routingConfiguration: route([1, 100]),
      }),
    ),
  ).rejects.toMatchObject({
    name: 'ConflictException',
    message: expect.stringContaining('an alias with the same name and a different routing configuration'),
  });
  for (let again = 0; again < 2; again++)
    await world.sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
});

function named(name: string) {
  return world.sfn.send(new CreateStateMachineAliasCommand({ name, routingConfiguration: route([1, 100]) }));
}

test('refuses the first revision of a machine that was changed', async () => {
  await create();
  const { revisionId } = await change('two');
  await expect(publish({ revisionId: 'INITIAL' })).rejects.toMatchObject({
    name: 'ConflictException',
    message: `Failed to publish the State Machine version for revision INITIAL. The current State Machine revision is ${revisionId}.`,
  });
});

test('an execution without a version has none, also when described', async () => {
  await create();
  const { executionArn } = await world.run(MACHINE);
  const described = await world.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(described.stateMachineAliasArn).toBeUndefined();
});
