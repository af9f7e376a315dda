// The laptop cloud: the one place that knows all parts, and puts them together from the template.
import { PARTITION } from './arns.ts';
import { openCompute, wait } from './cloud-compute.ts';
import { type Ground, openGround } from './cloud-ground.ts';
import type { CloudOptions } from './cloud-options.ts';
import { openStores, type Part } from './cloud-stores.ts';
import { checkRules } from './faults/check-rules.ts';
import type { Faults } from './faults/faults.ts';
import { withServiceFaults } from './faults/faulty-service.ts';
import { ROOT_KEY } from './identities.ts';
import { ignoreBundleFailure } from './lambda/function-runs.ts';
import type { Lambda } from './lambda/lambda.ts';
import { boundRegularExpressions } from './linear-regexes.ts';
import { definitionsOf, makeStack } from './make-stack.ts';
import type { HttpApis } from './services/apigateway/http-apis.ts';
import { createCloudFormation } from './services/cloudformation/cloudformation.ts';
import type { Events } from './services/events/events.ts';
import type { MetricStore } from './services/logs/metrics.ts';
import type { Scheduler } from './services/scheduler/scheduler.ts';
import type { Service } from './services/service.ts';
import type { Sns } from './services/sns/sns.ts';
import type { StepFunctions } from './services/stepfunctions/stepfunctions.ts';
import type { Resumed } from './services/stepfunctions/take-up.ts';
import type { Xray } from './services/xray/xray.ts';
import type { ResourceTypes, StackContext } from './stack/resource.ts';
import { allTypes, type Stack } from './stack/stack.ts';
import { notWritable, openStateFolder, type StateFolder } from './state-folder.ts';
import { checkStopAt } from './stop-at.ts';
import { warmWithExecutions } from './warm-with-executions.ts';
import type { WebSite } from './web/site.ts';

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
  /** Executions that an earlier process had left under way, once all of them go on: a few do when the cloud is there, thousands soon after. */
  resumed: Promise<Resumed>;
  lambda: Lambda;
  sns: Sns;
  events: Events;
  scheduler: Scheduler;
  xray: Xray;
  metrics: MetricStore;
  httpApis: HttpApis;
  /** What is broken on purpose; rules can be exchanged while it runs. */
  faults: Faults;
  /** Loads what added services need, one after the other as they were given; without it the first request does. */
  loadServices(onLoaded?: (name: string) => void): Promise<void>;
  /** Loads added services and lets each run, bundles every function and starts an environment for each; without it the first request does. */
  warm(): Promise<void>;
  /** As `warm`, but functions start with the first execution that may need them, or the queue that calls for it: until then they take no memory. */
  standBy(): Promise<void>;
  /** Stops everything and lets others use the state folder. */
  close(): Promise<void>;
}

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1', partition: PARTITION } as const;

/** Starts the cloud. Throws StackError, FaultRuleError, StateInUseError, PortTakenError and what else the caller can fix. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  boundRegularExpressions();
  const state = await openStateFolder(options.stateFolder, options.isPrivate);
  try {
    const { accountId, region } = ACCOUNT;
    const ground = await openGround(options, state, { accountId, region });
    try {
      return await assemble(options, state, ground);
    } catch (error) {
      await ground.close();
      throw error;
    }
  } catch (error) {
    state.release();
    throw notWritable(options.stateFolder, error);
  }
}

async function assemble(options: CloudOptions, state: StateFolder, ground: Ground): Promise<Cloud> {
  const context: StackContext = { ...ACCOUNT, stackName: options.stackName ?? 'laptop' };
  const { identities, faults, gateway, web, log } = ground;
  const stores = await openStores(ground, options.services ?? []);
  const compute = await openCompute({ ...options, stackName: context.stackName }, ground, stores);
  const { lambda, lambdaService, stepFunctions, scheduler, httpApis, xray, metrics } = compute;
  const { sns, events, cognito, added } = stores;

  let made: Stack | undefined;
  const cloudFormation = createCloudFormation({ stack: () => made, createdMs: Date.now(), log });
  const parts: Part[] = [...stores.parts, ...compute.parts, cloudFormation];
  const services = parts.flatMap(({ service }) => service ?? []);
  for (const service of services) gateway.add(withServiceFaults(service, faults, wait));
  const types: ResourceTypes = Object.assign({}, ...parts.map(({ resourceTypes }) => resourceTypes));
  const stack = await makeStack(options, context, types, identities, { web: web.endpoint });
  made = stack;
  cognito.welcome(options.people ?? []);
  httpApis.settle();
  await web.settle();
  lambdaService.resume();
  stores.pipes.resume();
  const resumed = stepFunctions.resume();
  resumed.catch((error: unknown) => log(`not all executions of an earlier process go on: ${String(error)}`));
  const goingOn = stores.s3.resume() + sns.resume() + events.resume() + scheduler.settle();
  if (goingOn > 0) log(`${goingOn} deliveries that an earlier process had begun go on`);
  if (!options.isPrivate) events.scheduled.start();
  for (const notice of stack.notices()) log(notice);
  const definitions = definitionsOf(stack, stepFunctions);
  if (options.stopAt !== undefined) checkStopAt(options.stopAt, definitions);
  for (const warning of checkRules(faults.rules, { definitions, services })) log(warning);
  state.announce({
    endpoint: gateway.endpoint,
    context,
    outputs: stack.outputs,
    xrayAddress: xray.address,
    functions: stack.resources.filter(({ type }) => Object.hasOwn(lambda.resourceTypes, type)),
  });
  const warmServices = () => Promise.all(added.map(({ warm }) => warm?.()));
  return {
    endpoint: gateway.endpoint,
    clientConfig: { endpoint: gateway.endpoint, region: context.region, credentials: ROOT_KEY },
    stateFolder: state.path,
    stack,
    sites: web.sites,
    resourceTypes: allTypes(types),
    services,
    stepFunctions,
    resumed,
    lambda,
    sns,
    events,
    scheduler,
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
    warm: async () => void (await Promise.all([warmServices(), lambda.warm()])),
    standBy: async () => {
      warmWithExecutions(lambda, { stepFunctions, lambdaService });
      await Promise.all([warmServices(), lambda.bundleAll().catch(ignoreBundleFailure)]);
    },
    close: ground.close,
  };
}
