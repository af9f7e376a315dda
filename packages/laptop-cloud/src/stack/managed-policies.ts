// Policies that AWS manages, by the name at the end of their ARNs: what they allow of the services that are here.
// Source: AWS Managed Policy Reference Guide.

import { lookup } from './lookup.ts';

/** The document of a managed policy, by name or ARN; undefined for one that is about services that are not here. */
export function managedPolicy(nameOrArn: string): unknown {
  const Action = lookup(ACTIONS, nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1));
  return Action && { Statement: [{ Effect: 'Allow', Action: [...Action], Resource: '*' }] };
}

/** Names of the managed policies that are known here. */
export function knownManagedPolicies(): string[] {
  return Object.keys(ACTIONS);
}

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const TRACES =
  'PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets GetSamplingStatisticSummaries'
    .split(' ')
    .map((name) => `xray:${name}`);
/** What a function in a VPC needs; a laptop has none, and nothing asks for it. */
const NETWORK =
  'CreateNetworkInterface DescribeNetworkInterfaces DescribeSubnets DeleteNetworkInterface AssignPrivateIpAddresses UnassignPrivateIpAddresses'
    .split(' ')
    .map((name) => `ec2:${name}`);
const STREAM = 'DescribeStream GetRecords GetShardIterator ListStreams'
  .split(' ')
  .map((name) => `dynamodb:${name}`);
const reads = (service: string) => ['Get*', 'List*', 'Describe*'].map((verbs) => `${service}:${verbs}`);

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ['*'],
  AWSLambdaBasicExecutionRole: LOGS,
  AWSLambdaVPCAccessExecutionRole: [...LOGS, ...NETWORK],
  AWSLambdaENIManagementAccess: NETWORK,
  AWSLambdaDynamoDBExecutionRole: [...LOGS, ...STREAM],
  AWSLambdaExecute: ['logs:*', 's3:GetObject', 's3:PutObject'],
  AWSLambdaRole: ['lambda:InvokeFunction'],
  AWSLambda_FullAccess: ['lambda:*', 'cloudformation:Describe*', 'logs:*', 'states:*', 'xray:*'],
  AWSLambda_ReadOnlyAccess: [...reads('lambda'), ...reads('states')],
  AWSLambdaSQSQueueExecutionRole: [
    ...LOGS,
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
  ],
  AWSXRayDaemonWriteAccess: TRACES,
  AWSXrayWriteOnlyAccess: TRACES,
  AWSXRayWriteOnlyAccess: TRACES,
  AWSXrayReadOnlyAccess: ['xray:BatchGet*', 'xray:Get*'],
  AWSXrayFullAccess: ['xray:*'],
  AWSStepFunctionsFullAccess: ['states:*'],
  AWSStepFunctionsConsoleFullAccess: ['states:*'],
  AWSStepFunctionsReadOnlyAccess: [...reads('states'), 'states:ValidateStateMachineDefinition'],
  AmazonS3FullAccess: ['s3:*'],
  AmazonS3ReadOnlyAccess: ['s3:Get*', 's3:List*', 's3:Describe*'],
  AmazonDynamoDBFullAccess: ['dynamodb:*'],
  AmazonDynamoDBFullAccess_v2: ['dynamodb:*'],
  AmazonDynamoDBReadOnlyAccess: [
    ...reads('dynamodb'),
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:PartiQLSelect',
  ],
  AmazonSQSFullAccess: ['sqs:*'],
  AmazonSQSReadOnlyAccess: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:List*'],
  AmazonSNSFullAccess: ['sns:*'],
  AmazonSNSReadOnlyAccess: ['sns:Get*', 'sns:List*'],
  AmazonEventBridgeFullAccess: ['events:*'],
  AmazonEventBridgeReadOnlyAccess: [...reads('events'), 'events:TestEventPattern'],
  AmazonRekognitionFullAccess: ['rekognition:*'],
  AmazonRekognitionReadOnlyAccess: [
    ...'CompareFaces DetectFaces DetectLabels DetectModerationLabels DetectText ListCollections ListFaces SearchFaces SearchFacesByImage'
      .split(' ')
      .map((name) => `rekognition:${name}`),
    'rekognition:Get*',
  ],
  // Log lines and metrics of the laptop are its own; code may ask to write them.
  CloudWatchLogsFullAccess: ['logs:*', 'cloudwatch:GenerateQuery'],
  CloudWatchFullAccess: ['cloudwatch:*', 'logs:*', 'sns:*'],
  CloudWatchFullAccessV2: ['cloudwatch:*', 'logs:*', 'sns:*', 'xray:*'],
};
