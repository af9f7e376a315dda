// Which services, actions and ways of waiting Step Functions integrates with by itself; `aws-sdk` is open for every other.
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
import { ACTIVITY_ARN, INTEGRATION_ARN, LAMBDA_ARN } from '../state-types/task-journal.ts';

/** What may stand behind an action: nothing, `.sync`, `.sync:2`, `.waitForTaskToken`. */
type Pattern = '' | 'sync' | 'sync:2' | 'waitForTaskToken';

const CALL: readonly Pattern[] = [''];
const JOB: readonly Pattern[] = ['', 'sync'];
const TOKEN: readonly Pattern[] = ['', 'waitForTaskToken'];
const ANY: readonly Pattern[] = ['', 'sync', 'waitForTaskToken'];

function actions(patterns: readonly Pattern[], ...names: string[]): Record<string, readonly Pattern[]> {
  return Object.fromEntries(names.map((name) => [name, patterns]));
}

const INTEGRATIONS: Readonly<Record<string, Readonly<Record<string, readonly Pattern[]>>>> = {
  apigateway: actions(TOKEN, 'invoke'),
  athena: {
    ...actions(JOB, 'startQueryExecution'),
    ...actions(CALL, 'stopQueryExecution', 'getQueryExecution', 'getQueryResults'),
  },
  batch: actions(JOB, 'submitJob'),
  bedrock: { ...actions(TOKEN, 'invokeModel'), ...actions(JOB, 'createModelCustomizationJob') },
  codebuild: {
    ...actions(JOB, 'startBuild', 'startBuildBatch', 'retryBuild', 'retryBuildBatch'),
    ...actions(JOB, 'stopBuild', 'stopBuildBatch', 'deleteBuildBatch'),
    ...actions(CALL, 'batchDeleteBuilds', 'batchGetReports'),
  },
  databrew: actions(JOB, 'startJobRun'),
  dynamodb: actions(CALL, 'getItem', 'putItem', 'updateItem', 'deleteItem'),
  ecs: actions(ANY, 'runTask'),
  eks: {
    ...actions(JOB, 'createCluster', 'deleteCluster', 'createFargateProfile', 'deleteFargateProfile'),
    ...actions(JOB, 'createNodegroup', 'deleteNodegroup'),
    ...actions(ANY, 'call', 'runJob'),
  },
  elasticmapreduce: {
    ...actions(JOB, 'createCluster', 'terminateCluster', 'addStep'),
    ...actions(CALL, 'cancelStep', 'setClusterTerminationProtection'),
    ...actions(CALL, 'modifyInstanceFleetByName', 'modifyInstanceGroupByName'),
  },
  'emr-containers': {
    ...actions(JOB, 'deleteVirtualCluster', 'startJobRun'),
    ...actions(CALL, 'createVirtualCluster'),
  },
  'emr-serverless': {
    ...actions(JOB, 'createApplication', 'startApplication', 'stopApplication', 'deleteApplication'),
    ...actions(JOB, 'startJobRun', 'cancelJobRun'),
  },
  events: actions(TOKEN, 'putEvents'),
  glue: actions(JOB, 'startJobRun'),
  http: actions(CALL, 'invoke'),
  lambda: actions(TOKEN, 'invoke'),
  mediaconvert: actions(JOB, 'createJob'),
  sagemaker: {
    ...actions(JOB, 'createTrainingJob', 'createTransformJob', 'createHyperParameterTuningJob'),
    ...actions(JOB, 'createLabelingJob', 'createProcessingJob'),
    ...actions(CALL, 'createModel', 'createEndpoint', 'createEndpointConfig', 'updateEndpoint'),
  },
  sns: actions(TOKEN, 'publish'),
  sqs: actions(TOKEN, 'sendMessage'),
  states: { startExecution: ['', 'sync', 'sync:2', 'waitForTaskToken'] },
};

/** Whether a Task state may name this resource. */
export function isKnownResource(resource: string): boolean {
  if (LAMBDA_ARN.test(resource) || ACTIVITY_ARN.test(resource)) return true;
  const [, service = '', call = ''] = INTEGRATION_ARN.exec(resource) ?? [];
  const [, action = '', pattern = ''] = /^([^.]+)(?:\.(.+))?$/.exec(call) ?? [];
  if (service.startsWith('aws-sdk:')) return isSdkAction(action) && TOKEN.includes(pattern as Pattern);
  const known = Object.hasOwn(INTEGRATIONS, service) ? INTEGRATIONS[service] : undefined;
  const patterns = known && Object.hasOwn(known, action) ? known[action] : undefined;
  return patterns?.includes(pattern as Pattern) ?? false;
}

/** Actions of the SDK are written in camel case. */
function isSdkAction(action: string): boolean {
  return /^[a-z][A-Za-z0-9]*$/.test(action);
}
