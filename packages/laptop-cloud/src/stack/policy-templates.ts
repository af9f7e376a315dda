// SAM's policy templates for the services that are here, as statements. Every other one is refused by name.
import { lookup } from './lookup.ts';
import { refuse } from './stack-error.ts';

interface PolicyTemplate {
  /** The template's own parameters, in SAM's names. */
  parameters: readonly string[];
  actions: readonly string[];
  /** ARNs with `${Parameter}` for the template's parameters. */
  resources: readonly string[];
}

/** The statements of one SAM policy template, its parameters put in. Throws StackError for a template not listed here. */
export function policyTemplate(name: string, given: Record<string, unknown>, place: string): unknown[] {
  const template = lookup(TEMPLATES, name);
  if (!template)
    return refuse(
      `${place}: the SAM policy template ${name} is not supported on the laptop; write its statements out (supported: ${Object.keys(TEMPLATES).join(', ')}).`,
    );
  const missing = template.parameters.filter((parameter) => given[parameter] === undefined);
  const unknown = Object.keys(given).filter((parameter) => !template.parameters.includes(parameter));
  if (missing.length + unknown.length > 0)
    return refuse(`${place}: ${name} takes ${template.parameters.join(', ') || 'no parameters'}.`);
  const resources = template.resources.map((arn) => ({ 'Fn::Sub': [arn, given] }));
  return [{ Effect: 'Allow', Action: [...template.actions], Resource: resources }];
}

const arn = (service: string, resource: string) =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
const BUCKET = ['arn:${AWS::Partition}:s3:::${BucketName}', 'arn:${AWS::Partition}:s3:::${BucketName}/*'];
const TABLE = [arn('dynamodb', 'table/${TableName}'), arn('dynamodb', 'table/${TableName}/index/*')];
const TABLE_READS = 'GetItem Scan Query BatchGetItem DescribeTable'.split(' ');
const TABLE_WRITES = 'PutItem UpdateItem BatchWriteItem'.split(' ');
const BUCKET_READS =
  'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration'.split(' ');
const BUCKET_WRITES = 'PutObject PutObjectAcl PutLifecycleConfiguration'.split(' ');
const of = (service: string, names: readonly string[]) => names.map((name) => `${service}:${name}`);

const TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  DynamoDBReadPolicy: {
    parameters: ['TableName'],
    actions: of('dynamodb', TABLE_READS),
    resources: TABLE,
  },
  DynamoDBWritePolicy: {
    parameters: ['TableName'],
    actions: of('dynamodb', TABLE_WRITES),
    resources: TABLE,
  },
  DynamoDBCrudPolicy: {
    parameters: ['TableName'],
    actions: of('dynamodb', [...TABLE_READS, ...TABLE_WRITES, 'DeleteItem', 'ConditionCheckItem']),
    resources: TABLE,
  },
  S3ReadPolicy: { parameters: ['BucketName'], actions: of('s3', BUCKET_READS), resources: BUCKET },
  S3WritePolicy: { parameters: ['BucketName'], actions: of('s3', BUCKET_WRITES), resources: BUCKET },
  S3CrudPolicy: {
    parameters: ['BucketName'],
    actions: of('s3', [...BUCKET_READS, ...BUCKET_WRITES, 'DeleteObject']),
    resources: BUCKET,
  },
  SQSSendMessagePolicy: {
    parameters: ['QueueName'],
    actions: of('sqs', ['SendMessage']),
    resources: [arn('sqs', '${QueueName}')],
  },
  SNSPublishMessagePolicy: {
    parameters: ['TopicName'],
    actions: of('sns', ['Publish']),
    resources: [arn('sns', '${TopicName}')],
  },
  LambdaInvokePolicy: {
    parameters: ['FunctionName'],
    actions: of('lambda', ['InvokeFunction']),
    resources: [arn('lambda', 'function:${FunctionName}*')],
  },
  StepFunctionsExecutionPolicy: {
    parameters: ['StateMachineName'],
    actions: of('states', ['StartExecution']),
    resources: [arn('states', 'stateMachine:${StateMachineName}')],
  },
  EventBridgePutEventsPolicy: {
    parameters: ['EventBusName'],
    actions: of('events', ['PutEvents']),
    resources: [arn('events', 'event-bus/${EventBusName}')],
  },
  RekognitionFacesPolicy: {
    parameters: [],
    actions: of('rekognition', ['CompareFaces', 'DetectFaces']),
    resources: ['*'],
  },
  RekognitionDetectOnlyPolicy: {
    parameters: [],
    actions: of('rekognition', ['DetectFaces', 'DetectLabels', 'DetectModerationLabels', 'DetectText']),
    resources: ['*'],
  },
};
