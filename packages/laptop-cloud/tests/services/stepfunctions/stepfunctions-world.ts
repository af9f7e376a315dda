// A Step Functions service behind a gateway, with functions written inline, for the tests beside this file.
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { realClock } from '../../../../states-language/src/clock.ts';
import type { Clock } from '../../../../states-language/src/host.ts';
import { createFaults } from '../../../src/faults/faults.ts';
import { parseFaultFlag } from '../../../src/faults/flag.ts';
import { type Bus, createBus } from '../../../src/services/bus.ts';
import type { Principal, Service } from '../../../src/services/service.ts';
import {
  createStepFunctions,
  type StepFunctions,
} from '../../../src/services/stepfunctions/stepfunctions.ts';
import { createIntegrations } from '../../../src/services/stepfunctions/tasks/integrations.ts';
import { parseMockConfiguration } from '../../../src/services/stepfunctions/tasks/mock-configuration.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../support/gateway.ts';

export const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/machine`;
export const LAMBDA = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function`;

/** By function name: gives the answer, or throws an Error whose name becomes the errorType. */
export type TestFunctions = Readonly<Record<string, (input: never) => unknown>>;

export interface World {
  sfn: SFNClient;
  bus: Bus;
  stepFunctions: StepFunctions;
  /** What an earlier one has left in the folder. */
  resumed: ReturnType<StepFunctions['resume']>;
  /** A client that signs as the principal `limited`. */
  limited: SFNClient;
  /** Provisions a machine of these states, run from the first; gives its ARN. */
  machine(states: Record<string, unknown>, more?: Record<string, unknown>): Promise<string>;
  /** Runs an execution to its end through the API. */
  run(stateMachineArn: string, input?: unknown): Promise<DescribeExecutionCommandOutput>;
  close(): Promise<void>;
}

export interface WorldOptions {
  functions?: TestFunctions;
  clock?: Clock;
  folder?: string;
  faults?: string[];
  mocks?: unknown;
  testCase?: string;
  limited?: Principal;
  activityPollMs?: number;
  /** Told of each execution of an earlier world that goes on. */
  hears?(name: string): void;
  log?(line: string): void;
  /** More services at the gateway, which tasks may call. */
  neighbours?(bus: Bus): Promise<Service[]>;
}

let machines = 0;

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const clock = options.clock ?? realClock();
  const bus = createBus();
  let endpoint = '';
  const integrations = createIntegrations({
    functions: {
      async invoke(nameOrArn, payload) {
        const call = options.functions?.[nameOrArn.split(':').at(-1) ?? ''];
        if (!call) throw new Error(`no function ${nameOrArn}`);
        try {
          const answer = await call(JSON.parse(payload) as never);
          return { payload: JSON.stringify(answer ?? null), statusCode: 200 };
        } catch (error) {
          const { name, message } = error as Error;
          const report = JSON.stringify({ errorType: name, errorMessage: message });
          return { payload: report, functionError: 'Unhandled', statusCode: 200 };
        }
      },
    },
    region: REGION,
    accountId: ACCOUNT_ID,
    endpoint: () => endpoint,
    credentialsFor: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  });
  const stepFunctions = createStepFunctions({
    folder: options.folder ?? null,
    bus,
    clock,
    region: REGION,
    accountId: ACCOUNT_ID,
    invokeTask: integrations.invoke,
    complaintsOf: integrations.complaintsOf,
    objects: integrations.objects,
    faults: createFaults((options.faults ?? []).map(parseFaultFlag)),
    activityPollMs: options.activityPollMs ?? 200,
    ...(options.mocks ? { mocks: parseMockConfiguration(options.mocks) } : {}),
    ...(options.log ? { log: options.log } : {}),
    ...(options.testCase ? { testCase: options.testCase } : {}),
  });
  const neighbours = (await options.neighbours?.(bus)) ?? [];
  const gateway = await startGateway(
    [stepFunctions.service, ...neighbours],
    options.limited ? { limited: options.limited } : {},
  );
  endpoint = gateway.endpoint;
  stepFunctions.onResumed(({ name }) => options.hears?.(name));
  const resumed = stepFunctions.resume();
  const sfn = new SFNClient({ ...gateway.clientConfig, disableHostPrefix: true });
  const limited = new SFNClient({ ...gateway.as('limited'), disableHostPrefix: true });
  return {
    sfn,
    bus,
    stepFunctions,
    resumed,
    limited,
    async machine(states, more = {}) {
      const { name = `machine-${++machines}`, type = 'STANDARD', ...rest } = more;
      const StartAt = Object.keys(states)[0];
      const properties = {
        Type: type,
        Role: ROLE,
        Definition: { StartAt, States: states, ...rest },
      };
      const resourceType = stepFunctions.resourceTypes['AWS::Serverless::StateMachine'];
      const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws' as const, stackName: 'test' };
      const physicalName = String(name);
      await resourceType?.provision?.(
        {
          logicalId: 'Machine',
          type: 'AWS::Serverless::StateMachine',
          physicalName,
          properties,
          metadata: {},
        },
        context,
      );
      return resourceType?.ref(physicalName, context) ?? '';
    },
    async run(stateMachineArn, input = {}) {
      const { executionArn } = await sfn.send(
        new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
      );
      await stepFunctions.ended(executionArn ?? '');
      return sfn.send(new DescribeExecutionCommand({ executionArn }));
    },
    async close() {
      sfn.destroy();
      limited.destroy();
      integrations.close();
      await gateway.close();
    },
  };
}
