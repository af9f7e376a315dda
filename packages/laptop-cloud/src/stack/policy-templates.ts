// SAM's policy templates for the services that are here, as statements. Every other one is refused by name.
import { lookup } from './lookup.ts';
import { refuse } from './stack-error.ts';

interface PolicyTemplate {
  /** The template's own parameters, in SAM's names. */
  parameters: readonly string[];
  statements: readonly Statement[];
}

/** Actions, and ARNs with `${Parameter}` for the template's parameters. */
type Statement = readonly [actions: readonly string[], resources: readonly string[]];

/** The statements of one SAM policy template, its parameters put in. Throws StackError for a template not listed here. */
export function policyTemplate(name: string, given: Record<string, unknown>, place: string): unknown[] {
  const template = lookup(TEMPLATES, name);
  if (!template)
    return refuse(
      `${place}: the SAM policy template ${name} is not supported on the laptop, for it is about a service that is not here; write out what is needed (supported: ${Object.keys(TEMPLATES).join(', ')}).`,
    );
  const missing = template.parameters.filter((parameter) => given[parameter] === undefined);
  const unknown = Object.keys(given).filter((parameter) => !template.parameters.includes(parameter));
  if (missing.length + unknown.length > 0)
    return refuse(`${place}: ${name} takes ${template.parameters.join(', ') || 'no parameters'}.`);
  return template.statements.map(([actions, resources]) => ({
    Effect: 'Allow',
    Action: [...actions],
    Resource: resources.map((arn) => ({ 'Fn::Sub': [arn, given] })),
  }));
}

/** Names of the policy templates that are known here. */
export function knownPolicyTemplates(): string[] {
  return Object.keys(TEMPLATES);
}

const arn = (service: string, resource: string) =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
const of = (service: string, names: string) => names.split(' ').map((name) => `${service}:${name}`);
const one = (parameter: string, actions: readonly string[], ...resources: string[]): PolicyTemplate => ({
  parameters: [parameter],
  statements: [[actions, resources]],
});
const anywhere = (actions: readonly string[]): PolicyTemplate => ({
  parameters: [],
  statements: [[actions, ['*']]],
});

const BUCKET = 'arn:${AWS::Partition}:s3:::${BucketName}';
const OBJECTS = `${BUCKET}/*`;
const BUCKET_READS = 'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration';
const BUCKET_WRITES = 'PutObject PutObjectAcl PutLifecycleConfiguration';
const TABLE = arn('dynamodb', 'table/${TableName}');
const INDEXES = `${TABLE}/index/*`;
const BACKUPS = `${TABLE}/backup/*`;
const TABLE_READS = 'GetItem Scan Query BatchGetItem DescribeTable';
const TABLE_WRITES = 'PutItem UpdateItem BatchWriteItem';
const COLLECTION = arn('rekognition', 'collection/${CollectionId}');
const KEY = arn('kms', 'key/${KeyId}');

const TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  DynamoDBReadPolicy: one('TableName', of('dynamodb', TABLE_READS), TABLE, INDEXES),
  DynamoDBWritePolicy: one('TableName', of('dynamodb', TABLE_WRITES), TABLE, INDEXES),
  DynamoDBCrudPolicy: one(
    'TableName',
    of('dynamodb', `${TABLE_READS} ${TABLE_WRITES} DeleteItem ConditionCheckItem`),
    TABLE,
    INDEXES,
  ),
  DynamoDBReconfigurePolicy: one('TableName', of('dynamodb', 'UpdateTable'), TABLE),
  DynamoDBStreamReadPolicy: {
    parameters: ['TableName', 'StreamName'],
    statements: [
      [of('dynamodb', 'DescribeStream GetRecords GetShardIterator'), [`${TABLE}/stream/\${StreamName}`]],
      [of('dynamodb', 'ListStreams'), [`${TABLE}/stream/*`]],
    ],
  },
  DynamoDBBackupFullAccessPolicy: {
    parameters: ['TableName'],
    statements: [
      [of('dynamodb', 'CreateBackup DescribeContinuousBackups'), [TABLE]],
      [of('dynamodb', 'DeleteBackup DescribeBackup ListBackups'), [BACKUPS]],
    ],
  },
  DynamoDBRestoreFromBackupPolicy: {
    parameters: ['TableName'],
    statements: [
      [of('dynamodb', 'RestoreTableFromBackup'), [BACKUPS]],
      [of('dynamodb', 'PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem'), [TABLE]],
    ],
  },
  S3ReadPolicy: one('BucketName', of('s3', BUCKET_READS), BUCKET, OBJECTS),
  S3WritePolicy: one('BucketName', of('s3', BUCKET_WRITES), BUCKET, OBJECTS),
  S3CrudPolicy: one('BucketName', of('s3', `${BUCKET_READS} ${BUCKET_WRITES} DeleteObject`), BUCKET, OBJECTS),
  S3FullAccessPolicy: {
    parameters: ['BucketName'],
    statements: [
      [
        of(
          's3',
          'GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging PutObjectTagging PutObjectVersionTagging',
        ),
        [OBJECTS],
      ],
      [
        of('s3', 'ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration'),
        [BUCKET],
      ],
    ],
  },
  SQSSendMessagePolicy: one('QueueName', of('sqs', 'SendMessage*'), arn('sqs', '${QueueName}')),
  SQSPollerPolicy: one(
    'QueueName',
    of(
      'sqs',
      'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage',
    ),
    arn('sqs', '${QueueName}'),
  ),
  SNSPublishMessagePolicy: one('TopicName', of('sns', 'Publish'), arn('sns', '${TopicName}')),
  SNSCrudPolicy: one(
    'TopicName',
    of('sns', 'ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish'),
    arn('sns', '${TopicName}*'),
  ),
  LambdaInvokePolicy: one(
    'FunctionName',
    of('lambda', 'InvokeFunction'),
    arn('lambda', 'function:${FunctionName}*'),
  ),
  StepFunctionsExecutionPolicy: one(
    'StateMachineName',
    of('states', 'StartExecution'),
    arn('states', 'stateMachine:${StateMachineName}'),
  ),
  EventBridgePutEventsPolicy: one(
    'EventBusName',
    of('events', 'PutEvents'),
    arn('events', 'event-bus/${EventBusName}'),
  ),
  // Keys encrypt nothing here: the right to use one is had, and nothing asks for it.
  KMSDecryptPolicy: one('KeyId', of('kms', 'Decrypt'), KEY),
  KMSEncryptPolicy: one('KeyId', of('kms', 'Encrypt'), KEY),
  RekognitionFacesPolicy: anywhere(of('rekognition', 'CompareFaces DetectFaces')),
  RekognitionLabelsPolicy: anywhere(of('rekognition', 'DetectLabels DetectModerationLabels')),
  RekognitionDetectOnlyPolicy: anywhere(
    of('rekognition', 'DetectFaces DetectLabels DetectModerationLabels DetectText'),
  ),
  RekognitionNoDataAccessPolicy: one(
    'CollectionId',
    of('rekognition', 'CompareFaces DetectFaces DetectLabels DetectModerationLabels'),
    COLLECTION,
  ),
  RekognitionReadPolicy: one(
    'CollectionId',
    of('rekognition', 'ListCollections ListFaces SearchFaces SearchFacesByImage'),
    COLLECTION,
  ),
  RekognitionWriteOnlyAccessPolicy: one(
    'CollectionId',
    of('rekognition', 'CreateCollection IndexFaces'),
    COLLECTION,
  ),
  RekognitionFacesManagementPolicy: one(
    'CollectionId',
    of('rekognition', 'IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces'),
    COLLECTION,
  ),
  CloudFormationDescribeStacksPolicy: {
    parameters: [],
    statements: [[of('cloudformation', 'DescribeStacks'), [arn('cloudformation', 'stack/*')]]],
  },
  // Metrics come from the embedded metric format and alarms wake nobody; sam init gives every new function this one.
  CloudWatchPutMetricPolicy: anywhere(of('cloudwatch', 'PutMetricData')),
  CloudWatchDescribeAlarmHistoryPolicy: anywhere(of('cloudwatch', 'DescribeAlarmHistory')),
  CloudWatchDashboardPolicy: anywhere(
    of('cloudwatch', 'GetDashboard ListDashboards PutDashboard ListMetrics'),
  ),
};
