// The services that run things, functions, state machines, APIs and pages, and what is noted of their work.
import { url as inspectorUrl } from 'node:inspector';
import path from 'node:path';
import { debuggerAwareClock } from 'states-language';
import type { Ground } from './cloud-ground.ts';
import { type Metrics, openMetrics } from './cloud-metrics.ts';
import type { CloudOptions } from './cloud-options.ts';
import type { Part, Stores } from './cloud-stores.ts';
import { withFault } from './faults/faulty-service.ts';
import { createLambda, type Lambda } from './lambda/lambda.ts';
import { byLogicalId } from './make-stack.ts';
import { createHttpApis, type HttpApis } from './services/apigateway/http-apis.ts';
import { createCloudFront } from './services/cloudfront/cloudfront.ts';
import { createLambdaService, type LambdaService } from './services/lambda/lambda-service.ts';
import { createMetricStore, type MetricStore } from './services/logs/metrics.ts';
import { createScheduler, type Scheduler } from './services/scheduler/scheduler.ts';
import { createStepFunctions, type StepFunctions } from './services/stepfunctions/stepfunctions.ts';
import { createIntegrations, type Integrations } from './services/stepfunctions/tasks/integrations.ts';
import { createXray, type Xray } from './services/xray/xray.ts';
import { traceExecutions } from './trace-executions.ts';

export interface Compute {
  lambda: Lambda;
  lambdaService: LambdaService;
  stepFunctions: StepFunctions;
  scheduler: Scheduler;
  httpApis: HttpApis;
  xray: Xray;
  metrics: MetricStore;
  parts: Part[];
}

export async function openCompute(
  options: CloudOptions & { stackName: string },
  ground: Ground,
  stores: Stores,
): Promise<Compute> {
  const { accessLog, faults, inside, log, onClose, web } = ground;
  const metrics = createMetricStore();
  const xray = await createXray({ folder: inside('traces'), log });
  const { lambda, lambdaService } = openLambda(options, ground, stores, xray);
  onClose(() => lambdaService.close());
  // What it cuts off goes back to its queue.
  onClose(() => lambda.close());
  onClose(() => xray.close());
  accessLog.follow(lambda, stores.bus);
  lambda.onLog((event) => {
    if (event.kind === 'metric') metrics.addLine(event.text);
  });
  const measured: Metrics = openMetrics(ground.account, stores.sqs);
  const { cloudWatch } = measured;
  onClose(() => cloudWatch.close());
  const { invoke } = lambdaService.functions;
  const httpApis = createHttpApis({
    ...ground.account,
    web,
    invoke: (...call) => withFault('lambda:Invoke', faults, () => invoke(...call), wait),
    askService: (scope, roleArn, { headers, body }) =>
      ground.gateway.request(
        {
          method: 'POST',
          path: '/',
          query: new URLSearchParams(),
          headers: { host: new URL(ground.gateway.endpoint).host, ...headers },
          body: Buffer.from(body),
        },
        { scope, accessKeyId: ground.identities.keyOf(roleArn).accessKeyId },
      ),
    mayCall: (functionArn, arn) =>
      lambdaService.lets({ service: 'apigateway.amazonaws.com', arn }, functionArn),
    handled: (request) => {
      accessLog.handledByApi(request);
      measured.handledByApi(request);
    },
    logFolder: inside('logs'),
    log,
  });
  onClose(() => httpApis.close());
  const cloudFront = createCloudFront({ ...ground.account, web, askS3: stores.s3.answerService });
  const { stepFunctions, integrations } = openStepFunctions(options, ground, stores, { lambdaService, xray });
  measured.follow({ lambda, stepFunctions, metrics });
  if (!options.isPrivate) cloudWatch.start();
  const scheduler = createScheduler({
    ...ground.account,
    folder: inside('scheduler'),
    bus: stores.bus,
    actions: integrations.actions,
    principalOf: ground.identities.principalOf,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.isPrivate ? { isSilent: true } : {}),
    log,
  });
  onClose(() => scheduler.close());
  onClose(() => stores.pipes.close());
  onClose(() => lambdaService.pause());
  // First of all: nobody is let in who would find others gone.
  onClose(() => web.close());
  const parts: Part[] = [
    lambda,
    lambdaService,
    stepFunctions,
    scheduler,
    xray,
    httpApis,
    cloudFront,
    cloudWatch,
  ];
  return { lambda, lambdaService, stepFunctions, scheduler, httpApis, xray, metrics, parts };
}

function openLambda(
  { templatePath, buildFolder }: CloudOptions,
  { account, gateway, identities, inside, log }: Ground,
  { bus, s3, sqs }: Stores,
  xray: Xray,
): Pick<Compute, 'lambda' | 'lambdaService'> {
  const lambda = createLambda({
    endpoint: () => gateway.endpoint,
    ...account,
    baseDir: folderOf(templatePath),
    buildFolder: buildFolder ? path.resolve(buildFolder) : inside('build'),
    versionsFolder: inside('functions'),
    log,
    credentialsFor: (_, roleArn) => identities.keyOf(roleArn),
    xrayAddress: xray.address,
    openSegments: xray.openInvocation,
  });
  const lambdaService = createLambdaService({
    ...account,
    lambda,
    bus,
    queues: sqs.source,
    readObject: s3.readObject,
    asyncFolder: inside('invocations'),
    mappingsFile: path.join(inside('mappings'), 'event-sources.json'),
    invokeConfigurationsFile: path.join(inside('mappings'), 'invoke-configurations.json'),
    policiesFile: path.join(inside('functions'), 'policies.json'),
    principalOf: identities.principalOf,
    log,
  });
  return { lambda, lambdaService };
}

function openStepFunctions(
  { clock, keepBytes, mocks, stackName, stopAt, templatePath }: CloudOptions & { stackName: string },
  { account, faults, gateway, identities, inside, log, onClose }: Ground,
  { bus }: Stores,
  { lambdaService, xray }: Pick<Compute, 'lambdaService' | 'xray'>,
): { stepFunctions: StepFunctions; integrations: Integrations } {
  const traces = traceExecutions(xray);
  onClose(() => traces.close());
  const integrations = createIntegrations({
    ...account,
    endpoint: () => gateway.endpoint,
    request: gateway.request,
    functions: lambdaService.functions,
    credentialsFor: (roleArn) => identities.keyOf(roleArn),
    principalFor: (roleArn) => identities.principalOf(roleArn) ?? NOBODY,
  });
  onClose(() => integrations.close());
  const stepFunctions = createStepFunctions({
    ...account,
    folder: inside('executions'),
    keepBytes,
    bus,
    clock: clock ?? debuggerAwareClock(() => inspectorUrl() !== undefined),
    invokeTask: traces.around(integrations.invoke),
    complaintsOf: integrations.complaintsOf,
    objects: integrations.objects,
    offers: gateway.offers,
    baseDir: folderOf(templatePath),
    faults,
    stopAt,
    log,
    ...(mocks ? { mocks: byLogicalId(mocks.configuration, stackName), testCase: mocks.testCase } : {}),
  });
  onClose(() => stepFunctions.close());
  stepFunctions.onStatus((record) => traces.see(record));
  stepFunctions.onResumed((record) => traces.see(record, Date.now()));
  return { stepFunctions, integrations };
}

/** Paths in a template start here. */
function folderOf(templatePath: string): string {
  return path.dirname(path.resolve(templatePath));
}

const NOBODY = { arn: 'a role that is not in the stack', can: () => false };

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
