// The laptop cloud: the one place that knows all parts, and puts them together from the template.

import { mkdirSync } from 'node:fs';
import { url as inspectorUrl } from 'node:inspector';
import path from 'node:path';
import { type Clock, patientClock } from 'states-language';
import { openAccessLog } from './access-log.ts';
import type { AddOn } from './add-on.ts';
import { PARTITION } from './arns.ts';
import { checkRules } from './faults/check-rules.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { withFault, withServiceFaults } from './faults/faulty-service.ts';
import type { FaultRule } from './faults/rule.ts';
import { createIdentities, ROOT_KEY } from './identities.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import { byLogicalId, definitionsOf, makeStack, type StackSource } from './make-stack.ts';
import { createHttpApis, type HttpApis } from './services/apigateway/http-apis.ts';
import { createBus } from './services/bus.ts';
import { createCloudFormation } from './services/cloudformation/cloudformation.ts';
import { createCloudFront } from './services/cloudfront/cloudfront.ts';
import { createCognito, type DemoPerson } from './services/cognito/cognito.ts';
import { createDynamoDb } from './services/dynamodb/dynamodb.ts';
import { createEvents, type Events } from './services/events/events.ts';
import { createGateway } from './services/gateway.ts';
import { createKms } from './services/kms/kms.ts';
import { createLambdaService } from './services/lambda/lambda-service.ts';
import { createLogGroups } from './services/logs/log-groups.ts';
import { createMetricStore, type MetricStore } from './services/logs/metrics.ts';
import { createPipes } from './services/pipes/pipes.ts';
import { createS3 } from './services/s3/s3.ts';
import { createSageMaker } from './services/sagemaker/sagemaker.ts';
import type { Service } from './services/service.ts';
import { createSns, type Sns } from './services/sns/sns.ts';
import { createSqs } from './services/sqs/sqs.ts';
import { createStepFunctions, type StepFunctions } from './services/stepfunctions/stepfunctions.ts';
import { createIntegrations } from './services/stepfunctions/tasks/integrations.ts';
import type { MockConfiguration } from './services/stepfunctions/tasks/mock-configuration.ts';
import { createXray, type Xray } from './services/xray/xray.ts';
import type { ResourceTypes, StackContext } from './stack/resource.ts';
import { allTypes, type Stack } from './stack/stack.ts';
import { notWritable, openStateFolder, type StateFolder } from './state-folder.ts';
import { serverName } from './state-lock.ts';
import { checkStopAt } from './stop-at.ts';
import { traceExecutions } from './trace-executions.ts';
import type { WebSite } from './web/site.ts';
import { createWebServer } from './web/web-server.ts';

export interface CloudOptions extends StackSource {
  /** Where everything is kept. */
  stateFolder: string;
  /** Where bundles go; inside the state folder by default. */
  buildFolder?: string;
  /** Of a command that ends by itself: no other command works with it. */
  isPrivate?: boolean;
  /** 0 picks a free one. */
  port: number;
  /** Where HTTP APIs and pages answer; 0, the default, picks a free one. Taken only by a stack that has any. */
  webPort?: number;
  /** Lets containers in, at this address of the machine if given. */
  containers?: { address?: string };
  /** Part of the names of resources; `laptop` by default. */
  stackName?: string;
  /** Services beside the laptop cloud's own. */
  services?: readonly AddOn[];
  /** Whom user pools of the template know from the start, beside the template's own users. */
  people?: readonly DemoPerson[];
  /** Time as executions see it; by default the machine's, with patience for a debugger. */
  clock?: Clock;
  /** Rules that can hit nothing are refused. */
  faults?: readonly FaultRule[];
  /** An attached debugger stops when a state of this name is entered; one that is nowhere is refused. */
  stopAt?: string;
  /** State machines go by their logical ids in it. */
  mocks?: { configuration: MockConfiguration; testCase: string };
  /** Gets what is worth a line to whoever runs the cloud. */
  log: (line: string) => void;
}

export interface Cloud {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  /** Configuration for any SDK v3 client, signing as root. */
  clientConfig: { endpoint: string; region: string; credentials: typeof ROOT_KEY };
  stateFolder: string;
  stack: Stack;
  /** HTTP APIs and pages, each with the address that people open. */
  sites(): { site: WebSite; address: string }[];
  /** Every type that a template may hold, but those that SAM makes others of. */
  resourceTypes: ResourceTypes;
  /** What answers at the gateway, added services among them. */
  services: readonly Service[];
  stepFunctions: StepFunctions;
  lambda: Lambda;
  sns: Sns;
  events: Events;
  xray: Xray;
  metrics: MetricStore;
  httpApis: HttpApis;
  /** What is broken on purpose; rules can be exchanged while it runs. */
  faults: Faults;
  /** Loads what added services need, one after the other as they were given; without it the first request does. */
  loadServices(onLoaded?: (name: string) => void): Promise<void>;
  /** Loads added services and lets each run, bundles every function and starts an environment for each; without it the first request does. */
  warm(): Promise<void>;
  /** Stops everything and lets others use the state folder. */
  close(): Promise<void>;
}

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1', partition: PARTITION } as const;

/** Starts the cloud. Throws StackError, FaultRuleError, StateInUseError, PortTakenError and what else the caller can mend. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const state = await openStateFolder(options.stateFolder, options.isPrivate);
  try {
    return await assemble(options, state);
  } catch (error) {
    state.release();
    throw notWritable(options.stateFolder, error);
  }
}

async function assemble(options: CloudOptions, state: StateFolder): Promise<Cloud> {
  const { path: folder } = state;
  let isClosing = false;
  // What is torn down fails what still runs: nobody needs to read of it.
  const log = (line: string): void => {
    if (!isClosing) options.log(line);
  };
  const context: StackContext = { ...ACCOUNT, stackName: options.stackName ?? 'laptop' };
  const { accountId, region } = context;
  const place = { accountId, region };
  const inside = (name: string): string => {
    const inner = path.join(folder, name);
    mkdirSync(inner, { recursive: true });
    return inner;
  };
  const baseDir = path.dirname(path.resolve(options.templatePath));
  const identities = createIdentities(accountId);
  const faults = createFaults(options.faults);
  const accessLog = openAccessLog(path.join(folder, 'requests.jsonl'));
  const gateway = await createGateway({
    port: options.port,
    services: [],
    credentials: (accessKeyId) => identities.find(accessKeyId),
    log,
    serverName: serverName(state.id),
    handled: accessLog.handled,
    ...(options.containers ? { containers: options.containers } : {}),
  });
  const closing: (() => unknown)[] = [state.release, () => accessLog.close(), () => gateway.close()];
  const endpoint = () => gateway.endpoint;

  try {
    const web = await createWebServer({ port: options.webPort ?? 0, log });
    closing.push(() => web.close());
    const bus = createBus();
    const metrics = createMetricStore();
    const xray = await createXray({ folder: inside('traces'), log });
    const s3 = createS3({ ...place, folder: inside('s3'), bus, endpoint, log });
    const dynamoDb = await createDynamoDb({ ...place, folder: inside('dynamodb'), log });
    const sqs = createSqs({ ...place, folder: inside('sqs'), bus, endpoint });
    const sns = createSns({ ...place, folder: inside('sns'), bus, log });
    const events = createEvents({ ...place, bus, log, principalOf: identities.principalOf });
    const logGroups = createLogGroups({ bus, folder: inside('logs'), log });
    const pipes = createPipes({
      ...place,
      bus,
      source: sqs.source,
      principalOf: identities.principalOf,
      log,
    });
    const sageMaker = createSageMaker({ ...place });
    const kms = createKms({ ...place, folder: inside('kms') });
    const cognito = createCognito({ ...place, folder: inside('cognito'), endpoint, log });
    const added = (options.services ?? []).map(({ name, open }) => ({
      name,
      ...open({ ...place, folder: inside, readObject: s3.readObject, log }),
    }));
    const lambda = createLambda({
      endpoint,
      region,
      baseDir,
      buildFolder: options.buildFolder ? path.resolve(options.buildFolder) : inside('build'),
      versionsFolder: inside('functions'),
      log,
      credentialsFor: (_, roleArn) => identities.keyOf(roleArn),
      xrayAddress: xray.address,
      openSegments: xray.openInvocation,
    });
    const lambdaService = createLambdaService({
      ...place,
      lambda,
      bus,
      queues: sqs.source,
      asyncFolder: inside('invocations'),
      principalOf: identities.principalOf,
      log,
    });
    closing.push(
      // What lambda.close has cut off goes back to its queue.
      () => lambdaService.close(),
      () => lambda.close(),
      () => xray.close(),
    );
    accessLog.follow(lambda, bus);
    const { invoke } = lambdaService.functions;
    const httpApis = createHttpApis({
      ...place,
      web,
      invoke: (...call) => withFault('lambda:Invoke', faults, () => invoke(...call), wait),
      functionArn: (nameOrArn) => lambda.find(nameOrArn).arn,
      handled: accessLog.handledByApi,
      logFolder: inside('logs'),
      log,
    });
    const cloudFront = createCloudFront({ ...place, web, askS3: s3.answerService });
    const traces = traceExecutions(xray);
    const integrations = createIntegrations({
      ...place,
      endpoint,
      request: gateway.request,
      functions: lambdaService.functions,
      credentialsFor: (roleArn) => identities.keyOf(roleArn),
      principalFor: (roleArn) => identities.principalOf(roleArn) ?? NOBODY,
    });
    const stepFunctions = createStepFunctions({
      ...place,
      folder: inside('executions'),
      bus,
      clock: options.clock ?? patientClock(() => inspectorUrl() !== undefined),
      invokeTask: traces.around(integrations.invoke),
      objects: integrations.objects,
      baseDir,
      faults,
      stopAt: options.stopAt,
      ...(options.mocks
        ? {
            mocks: byLogicalId(options.mocks.configuration, context.stackName),
            testCase: options.mocks.testCase,
          }
        : {}),
    });
    closing.push(
      () => httpApis.close(),
      () => traces.close(),
      () => integrations.close(),
      () => stepFunctions.close(),
      () => pipes.close(),
      () => lambdaService.pause(),
      // First of all: nobody is let in who would find others gone.
      () => web.close(),
    );
    stepFunctions.onStatus(traces.see);

    let made: Stack | undefined;
    const cloudFormation = createCloudFormation({ stack: () => made, createdMs: Date.now(), log });
    lambda.onLog((event) => {
      if (event.kind === 'metric') metrics.addLine(event.text);
    });
    const parts = [
      s3,
      dynamoDb,
      sqs,
      sns,
      events,
      logGroups,
      pipes,
      sageMaker,
      kms,
      cognito,
      ...added,
      lambdaService,
      stepFunctions,
      xray,
      cloudFormation,
      httpApis,
      cloudFront,
    ];
    const services = parts.flatMap((part) => ('service' in part ? [part.service] : []));
    for (const service of services) gateway.add(withServiceFaults(service, faults, wait));
    const types = Object.assign({}, lambda.resourceTypes, ...parts.map(typesOf)) as ResourceTypes;
    const stack = await makeStack(options, context, types, identities, { web: web.endpoint });
    made = stack;
    cognito.welcome(options.people ?? []);
    httpApis.settle();
    await web.settle();
    lambdaService.resume();
    for (const notice of stack.notices()) log(notice);
    const definitions = definitionsOf(stack, stepFunctions);
    if (options.stopAt !== undefined) checkStopAt(options.stopAt, definitions);
    for (const warning of checkRules(faults.rules, {
      definitions,
      services,
    }))
      log(warning);
    state.announce({
      endpoint: gateway.endpoint,
      context,
      outputs: stack.outputs,
      xrayAddress: xray.address,
      functions: stack.resources.filter(({ type }) => Object.hasOwn(lambda.resourceTypes, type)),
    });
    return {
      endpoint: gateway.endpoint,
      clientConfig: { endpoint: gateway.endpoint, region, credentials: ROOT_KEY },
      stateFolder: folder,
      stack,
      sites: web.sites,
      resourceTypes: allTypes(types),
      services,
      stepFunctions,
      lambda,
      sns,
      events,
      xray,
      metrics,
      httpApis,
      faults,
      loadServices: async (onLoaded) => {
        for (const { name, load } of added) {
          await load?.();
          onLoaded?.(name);
        }
      },
      warm: async () => void (await Promise.all([...added.map(({ warm }) => warm?.()), lambda.warm()])),
      close: () => {
        isClosing = true;
        return closeAll(closing);
      },
    };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

const NOBODY = { arn: 'a role that is not in the stack', can: () => false };

function typesOf(part: { service?: Service } | { resourceTypes: ResourceTypes }): ResourceTypes {
  return 'resourceTypes' in part ? part.resourceTypes : {};
}

async function closeAll(closing: (() => unknown)[]): Promise<void> {
  for (const close of closing.toReversed()) await close();
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
