// Resource types that change nothing on a laptop. Their names and ARNs are known, so that everything else can refer to them.
import { alarmArn, logGroupArn, policyArn, roleArn } from '../arns.ts';
import type { ResourceType, ResourceTypes, StackContext } from './resource.ts';

/** Each type with the reason why having it changes nothing here. */
export const IGNORED_TYPES: ResourceTypes = {
  'AWS::IAM::Role': {
    ...named('RoleName', (name, { accountId }) => roleArn(accountId, name)),
    ref: (name) => name,
    properties: ['RoleName', 'AssumeRolePolicyDocument', 'Policies', 'ManagedPolicyArns'],
    ignored: {
      Description: 'text for people',
      Path: 'no policy here matches on it',
      MaxSessionDuration: 'sessions of the laptop do not end',
      Tags: TAGS(),
    },
  },
  'AWS::IAM::ManagedPolicy': {
    ...named('ManagedPolicyName', (name, { accountId }) => policyArn(accountId, name), 'PolicyArn'),
    properties: ['ManagedPolicyName', 'PolicyDocument', 'Roles'],
    ignored: { Description: 'text for people', Path: 'no policy here matches on it' },
  },
  'AWS::IAM::Policy': {
    nameProperty: 'PolicyName',
    ref: (name) => name,
    attributes: () => ({}),
    properties: ['PolicyName', 'PolicyDocument', 'Roles'],
    ignored: {},
  },
  'AWS::Logs::LogGroup': {
    ...named('LogGroupName', (name, context) => logGroupArn(context, name)),
    ref: (name) => name,
    properties: ['LogGroupName'],
    ignored: because('log lines of the laptop live until its state folder is removed', [
      'RetentionInDays',
      'KmsKeyId',
      'LogGroupClass',
      'DataProtectionPolicy',
      'DeletionProtectionEnabled',
      'Tags',
    ]),
  },
  'AWS::Logs::QueryDefinition': only('saved searches belong to CloudWatch', 'Name', [
    'QueryString',
    'LogGroupNames',
    'QueryLanguage',
  ]),
  'AWS::Logs::ResourcePolicy': only('lets AWS services write logs, which nothing here asks', 'PolicyName', [
    'PolicyDocument',
  ]),
  'AWS::Logs::MetricFilter': only('metrics of the laptop come from the embedded metric format alone', '', [
    'FilterName',
    'FilterPattern',
    'LogGroupName',
    'MetricTransformations',
    'ApplyOnTransformedLogs',
  ]),
  'AWS::CloudWatch::Alarm': {
    ...named('AlarmName', (name, context) => alarmArn(context, name)),
    ref: (name) => name,
    properties: ['AlarmName'],
    ignored: because(
      'nobody is woken by a laptop',
      `ActionsEnabled AlarmActions AlarmDescription ComparisonOperator DatapointsToAlarm Dimensions EvaluateLowSampleCountPercentile
      EvaluationPeriods ExtendedStatistic InsufficientDataActions MetricName Metrics Namespace OKActions Period Statistic Tags
      Threshold ThresholdMetricId TreatMissingData Unit`.split(/\s+/),
    ),
  },
  'AWS::CloudWatch::CompositeAlarm': only('nobody is woken by a laptop', 'AlarmName', [
    'AlarmRule',
    'AlarmActions',
    'AlarmDescription',
    'ActionsEnabled',
    'OKActions',
    'InsufficientDataActions',
    'ActionsSuppressor',
    'ActionsSuppressorExtensionPeriod',
    'ActionsSuppressorWaitPeriod',
    'Tags',
  ]),
  'AWS::CloudWatch::Dashboard': only('the console of the laptop shows the metrics', 'DashboardName', [
    'DashboardBody',
  ]),
  'AWS::XRay::Group': only('groups are views of the X-Ray console', 'GroupName', [
    'FilterExpression',
    'InsightsConfiguration',
    'Tags',
  ]),
  'AWS::XRay::SamplingRule': only('the laptop keeps every trace', '', ['SamplingRule', 'RuleName', 'Tags']),
  'AWS::XRay::ResourcePolicy': only('trace permissions come from roles alone', 'PolicyName', [
    'PolicyDocument',
    'BypassPolicyLockoutCheck',
  ]),
};

function TAGS(): string {
  return 'labels for people and bills';
}

function because(reason: string, properties: readonly string[]): Record<string, string> {
  return Object.fromEntries(properties.map((property) => [property, reason]));
}

/** A type whose Ref is its ARN and whose ARN is an attribute; spread and overridden where AWS differs. */
function named(
  nameProperty: string,
  arn: (name: string, context: StackContext) => string,
  attribute = 'Arn',
): Pick<ResourceType, 'nameProperty' | 'ref' | 'attributes'> {
  return {
    nameProperty,
    ref: arn,
    attributes: (name, context) => ({ [attribute]: arn(name, context) }),
  };
}

/** A type that nothing but its name matters of. */
function only(reason: string, nameProperty: string, properties: readonly string[]): ResourceType {
  return {
    ...(nameProperty ? { nameProperty } : {}),
    ref: (name) => name,
    attributes: () => ({}),
    properties: nameProperty ? [nameProperty] : [],
    ignored: because(reason, properties),
  };
}
