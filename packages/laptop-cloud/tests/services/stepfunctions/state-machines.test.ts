import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  type SFNClient,
  StartExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { virtualClock } from '../../../../states-language/src/clock.ts';
import { createBus } from '../../../src/services/bus.ts';
import type { Principal } from '../../../src/services/service.ts';
import { createStepFunctions } from '../../../src/services/stepfunctions/stepfunctions.ts';
import type { Offers } from '../../../src/services/stepfunctions/tasks/integrations.ts';
import { fresh, IS_REMOTE, laptopOnly, removeLater, skippedIf } from '../../support/remote.ts';
import { REMOTE_ROLE, remoteSfn } from './remote-sfn.ts';
import { createWorld, ROLE as LAPTOP_ROLE, type World } from './stepfunctions-world.ts';

const ROLE = REMOTE_ROLE ?? LAPTOP_ROLE;

const pass = (more: object = {}) =>
  JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } }, ...more });

let world: Pick<World, 'close'> & Partial<World> & { sfn: SFNClient };
beforeEach(async () => {
  if (IS_REMOTE) {
    world = remoteSfn();
    return;
  }
  const limited: Principal = {
    arn: ROLE,
    can: (action, arn) => action === 'states:StartExecution' && arn.endsWith(':mine'),
  };
  world = await createWorld({ clock: virtualClock(0), limited });
});
afterEach(() => world.close());

let name: string;
beforeEach(() => {
  name = fresh('check');
});
async function create(more: object = {}) {
  const made = await world.sfn.send(
    new CreateStateMachineCommand({ name, definition: pass(), roleArn: ROLE, ...more }),
  );
  const { stateMachineArn } = made;
  removeLater(() => world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn })));
  return made;
}

const needsRole = IS_REMOTE && REMOTE_ROLE === undefined;
skippedIf(needsRole, 'needs AWS_REMOTE_ROLE_ARN').describe('a state machine', () => {
  laptopOnly('AWS deletes in a while').it('is created, described, listed, changed and deleted', async () => {
    const { stateMachineArn } = await create();
    const describe = () => world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(stateMachineArn).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:check');
    expect(await describe()).toMatchObject({
      name: 'check',
      type: 'STANDARD',
      status: 'ACTIVE',
      definition: pass(),
      roleArn: ROLE,
    });
    expect((await world.sfn.send(new ListStateMachinesCommand({}))).stateMachines).toMatchObject([
      { name: 'check' },
    ]);
    await world.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: pass({ Comment: 'new' }) }),
    );
    expect(await describe()).toMatchObject({ definition: pass({ Comment: 'new' }) });
    await world.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(describe()).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  it('may be created again as it is, but not otherwise', async () => {
    const { stateMachineArn } = await create();
    expect((await create()).stateMachineArn).toBe(stateMachineArn);
    await expect(create({ definition: pass({ Comment: 'other' }) })).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
    });
  });

  it('is refused with the diagnostics of its definition', async () => {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Missing' } } });
    await expect(create({ definition })).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(
        /^Invalid State Machine Definition: '.*MISSING_TRANSITION_TARGET.*Missing.*'$/,
      ),
    });
  });

  it('logs nothing unless it is told, and to one place if it is', async () => {
    const logging = async (loggingConfiguration: object) => {
      const { stateMachineArn } = await create({ loggingConfiguration });
      return (await world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn })))
        .loggingConfiguration;
    };
    const refusal = {
      name: 'InvalidLoggingConfiguration',
      message: 'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    };
    const destination = {
      cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:check:*' },
    };
    await expect(logging({ level: 'ALL' })).rejects.toMatchObject(refusal);
    await expect(logging({ level: 'ALL', destinations: [destination, destination] })).rejects.toMatchObject(
      refusal,
    );
    expect(await logging({ destinations: [] })).toEqual({
      destinations: [],
      includeExecutionData: false,
      level: 'OFF',
    });
  });

  laptopOnly('others have machines there').it('is listed by its name', async () => {
    for (const one of ['b', 'a-1', 'a_1']) {
      name = one;
      await create();
    }
    const { stateMachines } = await world.sfn.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map((machine) => machine.name)).toEqual(['a-1', 'a_1', 'b']);
  });

  it('is refused with a name AWS would not take', async () => {
    await expect(create({ name: 'a/b' })).rejects.toMatchObject({ name: 'InvalidName' });
  });

  it('is refused with a role that is none, and keeps the one it has', async () => {
    const roleArn = 'arn:aws:iam::000000000000:user/ada';
    const { stateMachineArn } = await create();
    const refusal = { name: 'InvalidArn', message: `Invalid Role Arn: '${roleArn}'` };

    await expect(create({ name: 'other', roleArn })).rejects.toMatchObject(refusal);
    await expect(
      world.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, roleArn })),
    ).rejects.toMatchObject(refusal);
    const kept = await world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(kept.roleArn).toBe(ROLE);
  });

  laptopOnly('AWS knows it').it('is refused with a parameter that is not known here', async () => {
    await expect(create({ encryptionConfiguration: { type: 'AWS_OWNED_KEY' } })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('encryptionConfiguration'),
    });
  });

  it('has a revision id once something has changed', async () => {
    const { stateMachineArn } = await create();
    const describe = () => world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const update = (Comment?: string) =>
      world.sfn.send(
        new UpdateStateMachineCommand({ stateMachineArn, definition: pass(Comment ? { Comment } : {}) }),
      );
    expect((await describe()).revisionId).toBeUndefined();
    expect((await update()).revisionId).toBeUndefined();
    const { revisionId } = await update('new');
    expect(revisionId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await update('new')).revisionId).toBe(revisionId);
    expect((await describe()).revisionId).toBe(revisionId);
    expect((await update('newer')).revisionId).not.toBe(revisionId);
  });

  it('tells which variables its states read', async () => {
    const definition = JSON.stringify({
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { a: 1 }, Next: 'Read' },
        Read: { Type: 'Pass', InputPath: '$a', End: true },
      },
    });
    const { stateMachineArn } = await create({ definition });
    const describe = (more: object = {}) =>
      world.sfn.send(new DescribeStateMachineCommand({ stateMachineArn, ...more }));
    expect((await describe()).variableReferences).toEqual({ Read: ['a'] });
    const metadata = await describe({ includedData: 'METADATA_ONLY' });
    expect([metadata.definition, metadata.variableReferences]).toEqual(['{}', undefined]);
  });

  it('needs something to change when it is updated', async () => {
    const { stateMachineArn } = await create();
    const updating = world.sfn.send(new UpdateStateMachineCommand({ stateMachineArn }));
    await expect(updating).rejects.toMatchObject({ name: 'MissingRequiredParameter' });
  });

  laptopOnly('AWS changes in a while').it(
    'stays as it was for an execution that started before it changed',
    async () => {
      const { stateMachineArn } = await create();
      const { executionArn } = await world.sfn.send(new StartExecutionCommand({ stateMachineArn }));
      await world.sfn.send(
        new UpdateStateMachineCommand({ stateMachineArn, definition: pass({ Comment: 'new' }) }),
      );
      const answer = await world.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
      expect(answer).toMatchObject({ definition: pass(), stateMachineArn });
    },
  );

  it('carries tags', async () => {
    const { stateMachineArn: resourceArn } = await create({ tags: [{ key: 'a', value: '1' }] });
    await world.sfn.send(
      new TagResourceCommand({
        resourceArn,
        tags: [
          { key: 'a', value: '2' },
          { key: 'b', value: '3' },
          { key: 'a', value: '2' },
        ],
      }),
    );
    await world.sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ['b'] }));
    expect((await world.sfn.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
      { key: 'a', value: '2' },
    ]);
  });

  laptopOnly('has a second principal').it('is started only by those whose policies allow it', async () => {
    const { stateMachineArn: mine } = await create({ name: 'mine' });
    const { stateMachineArn: other } = await create({ name: 'other' });
    await world.limited!.send(new StartExecutionCommand({ stateMachineArn: mine }));
    await expect(
      world.limited!.send(new StartExecutionCommand({ stateMachineArn: other })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        `not authorized to perform: states:StartExecution on resource: ${other}`,
      ),
    });
  });
});

describe('validating a definition', () => {
  const validate = (definition: string, more: object = {}) =>
    world.sfn.send(new ValidateStateMachineDefinitionCommand({ definition, ...more }));

  it('finds nothing wrong with a good one', async () => {
    expect(await validate(pass())).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
  });

  it('gives code and location of what is wrong', async () => {
    const { result, diagnostics } = await validate('{}');
    expect(result).toBe('FAIL');
    expect(diagnostics?.[0]).toMatchObject({
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      location: '/',
    });
  });

  it('refuses what an Express machine cannot wait for', async () => {
    const states = {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { 'QueueUrl.$': '$$.Task.Token' },
        End: true,
      },
    };
    const definition = JSON.stringify({ StartAt: 'A', States: states });
    expect((await validate(definition)).result).toBe('OK');
    expect(await validate(definition, { type: 'EXPRESS' })).toMatchObject({
      result: 'FAIL',
      diagnostics: [
        { location: '/States/A/Resource', message: expect.stringContaining('.waitForTaskToken') },
      ],
    });
  });
});

laptopOnly('provisions from inside').describe('a state machine of the template', () => {
  let baseDir: string;
  beforeEach(() => {
    baseDir = mkdtempSync(join(tmpdir(), 'template-'));
  });
  afterEach(() => rmSync(baseDir, { recursive: true }));

  let offers: Offers = () => true;
  afterEach(() => {
    offers = () => true;
  });

  async function provision(properties: Record<string, unknown>, type = 'AWS::Serverless::StateMachine') {
    const stepFunctions = createStepFunctions({
      folder: null,
      bus: createBus(),
      clock: virtualClock(0),
      region: 'us-east-1',
      accountId: '000000000000',
      invokeTask: async () => null,
      baseDir,
      offers,
    });
    const context = {
      accountId: '000000000000',
      region: 'us-east-1',
      partition: 'aws' as const,
      stackName: 'rider',
    };
    const resource = {
      logicalId: 'CheckPhoto',
      type,
      physicalName: 'rider-CheckPhoto',
      properties,
      metadata: {},
    };
    stepFunctions.resourceTypes[type]?.check?.(resource, context);
    await stepFunctions.resourceTypes[type]?.provision?.(resource, context);
    return stepFunctions.stateMachines()[0];
  }

  it('takes its definition from a file and fills the substitutions in', async () => {
    writeFileSync(join(baseDir, 'check.asl.json'), pass({ Comment: '${Who}' }));
    const properties = {
      DefinitionUri: 'check.asl.json',
      DefinitionSubstitutions: { Who: 'ada' },
      Tracing: { Enabled: true },
    };
    expect(await provision(properties)).toMatchObject({
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:rider-CheckPhoto',
      definition: pass({ Comment: 'ada' }),
      roleArn: 'arn:aws:iam::000000000000:role/rider-CheckPhotoRole',
      type: 'STANDARD',
      isTraced: true,
    });
  });

  it.each([
    [{ DefinitionUri: 'gone.json' }, 'CheckPhoto: DefinitionUri gone.json cannot be read'],
    [{}, 'CheckPhoto needs exactly one definition, not 0'],
    [{ Definition: { StartAt: 'A' } }, 'CheckPhoto: Invalid State Machine Definition'],
    [{ Definition: JSON.parse(pass({ Comment: '${Who}' })) }, 'CheckPhoto: the definition uses ${Who}'],
    [
      { Definition: JSON.parse(pass()), Type: 'FAST' },
      'CheckPhoto: its type must be STANDARD or EXPRESS, not FAST',
    ],
    [
      {
        Definition: {
          StartAt: 'A',
          States: { A: { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', End: true } },
        },
      },
      'CheckPhoto: /States/A: The resource arn:aws:states:::ecs:runTask.sync does not run on a laptop',
    ],
  ])('is refused with %j', async (properties, message) => {
    await expect(provision(properties)).rejects.toThrow(message);
  });

  it.each([
    ['rekognition:detectText', 'rekognition', 'DetectText'],
    ['sfn:listExecutions', 'states', 'ListExecutions'],
    ['eventbridge:listRules', 'events', 'ListRules'],
  ])('is refused with an SDK task of %s where no service has it', async (task, ...asked) => {
    const calls: string[][] = [];
    offers = (...call) => {
      calls.push(call);
      return false;
    };
    const Resource = `arn:aws:states:::aws-sdk:${task}`;
    const Definition = { StartAt: 'A', States: { A: { Type: 'Task', Resource, End: true } } };

    await expect(provision({ Definition })).rejects.toThrow(
      `CheckPhoto: /States/A: The resource ${Resource} does not run on a laptop`,
    );
    expect(calls).toEqual([asked]);
  });

  it('may be plain CloudFormation', async () => {
    const properties = { DefinitionString: pass(), RoleArn: ROLE, StateMachineType: 'EXPRESS' };
    expect(await provision(properties, 'AWS::StepFunctions::StateMachine')).toMatchObject({
      type: 'EXPRESS',
      roleArn: ROLE,
    });
  });
});
