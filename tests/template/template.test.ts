// The template against the sources and against what we promise of every resource.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT, read, resourcesOf, template } from './project.ts';

// Lambda gives a function its credentials as environment variables: docs/decisions/0007-small-bundles.md.
const CREDENTIALS_LAMBDA_NEVER_ASKS = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];
const functions = resourcesOf('AWS::Serverless::Function');
const kebab = (name: string) => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

/** What the state machine invokes is a step; what a queue invokes comes before it, or counts votes; what people
 * call is the API; what a schedule calls is the sweep. */
function folderOf({
  properties,
  metadata,
}: (typeof functions)[number][1]): 'steps' | 'forget' | 'recheck' | 'intake' | 'api' | 'reviews' | 'sweep' {
  const [event] = Object.values((properties['Events'] ?? {}) as Record<string, { Type: string }>);
  // Who calls a function without events, one of the machines or a schedule, its sources say.
  const [, folder] = /"(forget|recheck|sweep)\//.exec(JSON.stringify(metadata['BuildProperties'])) ?? [];
  if (!event) return (folder as 'forget' | 'recheck' | 'sweep' | undefined) ?? 'steps';
  if (event.Type === 'HttpApi') return 'api';
  const [queue] = (event as unknown as QueueEvent).Properties.Queue['Fn::GetAtt'];
  return queue === 'Votes' ? 'reviews' : 'intake';
}

const MACHINES = new Map([
  ['steps', ['check-photo']],
  ['forget', ['forget-rider']],
  ['recheck', ['recheck-photos', 'reindex-faces']],
]);

interface QueueEvent {
  Properties: {
    Queue: { 'Fn::GetAtt': [string, string] };
    FunctionResponseTypes: string[];
    ScalingConfig: { MaximumConcurrency: number };
  };
}

describe('every function', () => {
  it.each(functions)('%s runs the step it is named after', (logicalId, resource) => {
    const step = kebab(logicalId.replace(/Function$/, ''));
    const build = resource.metadata['BuildProperties'] as { EntryPoints: string[] };
    expect(resource.properties['Handler']).toBe(`${step}.handler`);
    expect(build.EntryPoints).toEqual([`${folderOf(resource)}/${step}.ts`]);
    expect(existsSync(path.join(ROOT, 'src', build.EntryPoints[0]!))).toBe(true);
  });

  it.each(functions)('%s is built as all the others', (_, resource) => {
    const { EntryPoints, ...rest } = resource.metadata['BuildProperties'] as Record<string, unknown>;
    expect(EntryPoints).toBeDefined();
    expect(rest).toEqual({
      Minify: true,
      Target: 'es2024',
      Sourcemap: true,
      MainFields: 'module,main',
      External: ['sharp', ...CREDENTIALS_LAMBDA_NEVER_ASKS],
      Alias: ['semver=semver/functions/gte.js', 'cls-hooked/context=./shared/trace-context.ts'],
    });
  });

  it.each(functions.filter(([, resource]) => ['intake', 'reviews'].includes(folderOf(resource))))(
    '%s ends before the queue gives its messages to another',
    (_, { properties }) => {
      for (const { Properties } of Object.values(properties['Events'] as Record<string, QueueEvent>)) {
        const queue = template.resources[Properties.Queue['Fn::GetAtt'][0]]!.properties;
        expect(Number(queue['VisibilityTimeout'])).toBeGreaterThan(Number(properties['Timeout']));
        expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
        expect(Properties.ScalingConfig.MaximumConcurrency).toBe(2);
      }
    },
  );

  it.each(functions.filter(([, resource]) => MACHINES.has(folderOf(resource))))(
    '%s ends before the state that waits for it',
    (logicalId, resource) => {
      const timeout = Number(resource.properties['Timeout'] ?? template.globals['Function']!['Timeout']);
      const definitions = MACHINES.get(folderOf(resource))!.map(
        (machine) => JSON.parse(read(`statemachine/${machine}.asl.json`)) as unknown,
      );
      const waits: number[] = [];
      JSON.stringify(definitions, (_key, value) => {
        if (
          value?.Parameters?.FunctionName === `\${${logicalId}Arn}` &&
          !value.Resource.endsWith('waitForTaskToken')
        )
          waits.push(value.TimeoutSeconds);
        return value;
      });
      for (const seconds of waits) expect(seconds).toBeGreaterThan(timeout);
      expect(logicalId === 'OpenReviewFunction' || waits.length > 0).toBe(true);
    },
  );
});

describe('what is kept', () => {
  const key = { 'Fn::GetAtt': ['DataKey', 'Arn'] };
  const DEAD_LETTERS = [
    ...resourcesOf('AWS::SQS::Queue').flatMap(
      ([, { properties }]) =>
        (properties['RedrivePolicy'] as { deadLetterTargetArn: { 'Fn::GetAtt': string[] } } | undefined)
          ?.deadLetterTargetArn['Fn::GetAtt'][0] ?? [],
    ),
    ...resourcesOf('AWS::Scheduler::Schedule').map(
      ([, { properties }]) =>
        (properties['Target'] as { DeadLetterConfig: { Arn: { 'Fn::GetAtt': string[] } } }).DeadLetterConfig
          .Arn['Fn::GetAtt'][0]!,
    ),
  ];

  it('is encrypted with our key', () => {
    for (const [logicalId, queue] of resourcesOf('AWS::SQS::Queue'))
      if (!DEAD_LETTERS.includes(logicalId)) expect(queue.properties['KmsMasterKeyId']).toEqual(key);
    for (const [, topic] of resourcesOf('AWS::SNS::Topic'))
      expect(topic.properties['KmsMasterKeyId']).toEqual(key);
    for (const [, group] of resourcesOf('AWS::Logs::LogGroup'))
      expect(group.properties['KmsKeyId']).toEqual(key);
    for (const [, table] of resourcesOf('AWS::DynamoDB::Table')) {
      expect(table.properties['SSESpecification']).toEqual({
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: key,
      });
    }
    // The pages, which everybody may read.
    for (const [name, bucket] of resourcesOf('AWS::S3::Bucket'))
      if (name !== 'WebBucket')
        expect(JSON.stringify(bucket.properties['BucketEncryption'])).toContain('aws:kms');
  });

  it('as a dead letter is under another key, so that it is not lost together with the first', () => {
    expect(DEAD_LETTERS.length).toBeGreaterThan(0);
    for (const logicalId of DEAD_LETTERS) {
      const { properties } = template.resources[logicalId]!;
      expect(properties['SqsManagedSseEnabled']).toBe(true);
      expect(properties['KmsMasterKeyId']).toBeUndefined();
    }
  });

  it('is never public, and goes over TLS only', () => {
    const policies = JSON.stringify(resourcesOf('AWS::S3::BucketPolicy'));
    for (const [logicalId, bucket] of resourcesOf('AWS::S3::Bucket')) {
      expect(Object.values(bucket.properties['PublicAccessBlockConfiguration'] as object)).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect(policies).toContain(logicalId);
    }
    expect(policies).toContain('aws:SecureTransport');
  });

  it('has logs that end', () => {
    for (const [, group] of resourcesOf('AWS::Logs::LogGroup'))
      expect(group.properties['RetentionInDays']).toBeDefined();
  });

  it('can be restored, but for the links from people to rider ids: who was forgotten must not come back', () => {
    for (const [logicalId, table] of resourcesOf('AWS::DynamoDB::Table')) {
      if (logicalId === 'RiderLinks') {
        expect(table.properties).not.toHaveProperty('PointInTimeRecoverySpecification');
        continue;
      }
      expect(table.properties['PointInTimeRecoverySpecification']).toEqual({
        PointInTimeRecoveryEnabled: true,
      });
    }
  });
});

describe('who may do what', () => {
  /** APIs that have no resources to name (https://docs.aws.amazon.com/service-authorization/), and log delivery. */
  const WITHOUT_RESOURCES =
    /^(rekognition:Detect\w+|logs:(\w+LogDeliver(y|ies)|PutResourcePolicy|Describe\w+))$/;

  it('uses a star only where the API has no resources', () => {
    const owners = [...functions, ...resourcesOf('AWS::Serverless::StateMachine')];
    const stars = owners.flatMap(([logicalId, resource]) =>
      (
        (resource.properties['Policies'] ?? []) as {
          Statement: { Action: string | string[]; Resource: unknown }[];
        }[]
      )
        .flatMap((policy) => policy.Statement)
        .filter((statement) => statement.Resource === '*')
        .flatMap((statement) => [statement.Action].flat())
        .filter((action) => !WITHOUT_RESOURCES.test(action))
        .map((action) => `${logicalId}: ${action}`),
    );
    expect(stars).toEqual([]);
  });

  it('lets the count of votes alone answer an execution', () => {
    const may = Object.entries(template.resources).filter(([, { properties }]) =>
      JSON.stringify([properties['Policies'], properties['PolicyDocument']]).includes('SendTask'),
    );
    expect(may.map(([logicalId]) => logicalId)).toEqual(['CountVotesFunction']);
  });

  it('never allows every action of a service', () => {
    const text = JSON.stringify([
      ...functions,
      ...resourcesOf('AWS::Serverless::StateMachine'),
      ...resourcesOf('AWS::IAM::Role'),
    ]);
    expect(text.match(/"Action":\s*\[?"[a-z]+:\*"/g)).toBeNull();
  });
});

it('lays the same sharp in the layer as at the root', () => {
  const root = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const layer = JSON.parse(read('layers/sharp/package.json')) as { dependencies: Record<string, string> };
  const lock = JSON.parse(read('layers/sharp/package-lock.json')) as {
    packages: Record<string, { version: string }>;
  };
  expect(layer.dependencies['sharp']).toBe(root.dependencies['sharp']);
  expect(lock.packages['node_modules/sharp']!.version).toBe(root.dependencies['sharp']);
});

it('bounds what X-Ray keeps by a rule for its own state machine alone', () => {
  const [[, rule]] = resourcesOf('AWS::XRay::SamplingRule') as [(typeof functions)[number]];
  const sampling = rule.properties['SamplingRule'] as Record<string, unknown>;
  expect(sampling).toMatchObject({
    ServiceName: { 'Fn::GetAtt': ['CheckPhoto', 'Name'] },
    ReservoirSize: 1,
    FixedRate: { Ref: 'TracedShare' },
  });
  // 32 characters at most: a prefix and the twelve digits at the end of the stack's id.
  const [name] = (sampling['RuleName'] as { 'Fn::Sub': [string, unknown] })['Fn::Sub'];
  expect(name.replace('${end}', '0'.repeat(12)).length).toBeLessThanOrEqual(32);
});

it('keeps a line for each request without path, address, name or token', () => {
  const { AccessLogSettings } = template.resources['PhotosApi']!.properties as {
    AccessLogSettings: { Format: string };
  };
  const line = JSON.parse(AccessLogSettings.Format) as Record<string, string>;
  expect(Object.values(line).sort()).toEqual([
    '$context.error.responseType',
    '$context.integrationLatency',
    '$context.requestId',
    '$context.requestTimeEpoch',
    '$context.responseLatency',
    '$context.responseLength',
    '$context.routeKey',
    '$context.status',
  ]);
});
