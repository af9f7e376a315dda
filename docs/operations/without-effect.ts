// Members of requests that are taken and change nothing here, each with the reason: what else is not known is refused by name.

import path from 'node:path';

export const WITHOUT_EFFECT_MD = path.join(import.meta.dirname, '../without-effect.md');

export interface WithoutEffect {
  scope: string;
  operations: readonly string[];
  /** As the SDK names them. */
  members: readonly string[];
  because: string;
}

/** What somebody else than the owner may pay for. */
const REQUESTED = [
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateMultipartUpload',
  'DeleteObject',
  'DeleteObjects',
  'GetObject',
  'GetObjectAcl',
  'GetObjectAttributes',
  'GetObjectTagging',
  'HeadObject',
  'ListMultipartUploads',
  'ListObjects',
  'ListObjectsV2',
  'ListObjectVersions',
  'ListParts',
  'PutObject',
  'PutObjectTagging',
  'UploadPart',
  'UploadPartCopy',
];

export const WITHOUT_EFFECT: readonly WithoutEffect[] = [
  {
    scope: 'cognito-idp',
    operations: ['AdminCreateUser'],
    members: ['TemporaryPassword'],
    because: 'nobody has a password on a laptop: the page asks who one is',
  },
  {
    scope: 'cognito-idp',
    operations: ['AdminCreateUser'],
    members: ['DesiredDeliveryMediums'],
    because: 'no mail and no text message leaves a laptop; MessageAction RESEND is refused',
  },
  {
    scope: 'events',
    operations: ['DeleteRule', 'RemoveTargets'],
    members: ['Force'],
    because: 'no other service manages a rule here, and the member is about those alone',
  },
  {
    scope: 'events',
    operations: ['PutRule'],
    members: ['RoleArn'],
    because: 'it is kept and shown; each target that needs a role has its own',
  },
  {
    scope: 'lambda',
    operations: ['CreateFunction', 'UpdateFunctionCode'],
    members: ['Architectures'],
    because: 'code is JavaScript, and runs on the processor of this machine',
  },
  {
    scope: 'lambda',
    operations: ['CreateFunction', 'UpdateFunctionConfiguration'],
    members: ['EphemeralStorage'],
    because: 'it is kept and shown; the temporary folder of a laptop is larger',
  },
  {
    scope: 'rekognition',
    operations: ['CreateCollection'],
    members: ['Tags'],
    because: 'nothing on a laptop is looked up or billed by tags',
  },
  {
    scope: 's3',
    operations: REQUESTED,
    members: ['RequestPayer'],
    because: 'nobody pays for requests here',
  },
  {
    scope: 's3',
    operations: ['ListObjects', 'ListObjectsV2', 'ListObjectVersions'],
    members: ['OptionalObjectAttributes'],
    because: 'it asks how far restoring from an archive is, and nothing here is archived',
  },
  {
    scope: 's3',
    operations: ['CopyObject', 'CreateMultipartUpload', 'PutObject'],
    members: ['StorageClass'],
    because: 'it is kept and shown; classes differ in price and in how soon an object can be read',
  },
  {
    scope: 'sagemaker',
    operations: ['InvokeEndpoint'],
    members: ['Accept'],
    because: 'a model here answers in one form, and says in Content-Type which',
  },
  {
    scope: 'scheduler',
    operations: ['CreateSchedule', 'UpdateSchedule'],
    members: ['KmsKeyArn'],
    because: 'it is kept and shown; nothing here is encrypted at rest',
  },
  {
    scope: 'scheduler',
    operations: [
      'CreateSchedule',
      'UpdateSchedule',
      'DeleteSchedule',
      'CreateScheduleGroup',
      'DeleteScheduleGroup',
    ],
    members: ['ClientToken'],
    because: 'no answer is lost between a laptop and itself: what is sent twice was meant twice',
  },
  {
    scope: 'sns',
    operations: ['Subscribe'],
    members: ['ReturnSubscriptionArn'],
    because: 'every subscription is confirmed at once, so that the answer always has its ARN',
  },
  {
    scope: 'states',
    operations: ['CreateStateMachine', 'UpdateStateMachine'],
    members: ['loggingConfiguration'],
    because: 'it is kept and shown; executions are always logged with their data, under the state folder',
  },
];

/** The whole page. */
export function withoutEffectPage(): string {
  return [
    '# What requests may hold and what changes nothing',
    '',
    'A member, a header or a query parameter that an operation does not know is refused by its name. These are taken, since clients send them and lose nothing by it, and change nothing. Written by `npm run operations -- --write`; a test holds it against the SDK clients that are installed.',
    '',
    '| service | operations | members | because |',
    '| --- | --- | --- | --- |',
    ...WITHOUT_EFFECT.map(
      ({ scope, operations, members, because }) =>
        `| ${scope} | ${operations.join(', ')} | ${members.map((name) => `\`${name}\``).join(', ')} | ${because} |`,
    ),
    '',
  ].join('\n');
}
