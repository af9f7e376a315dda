// The kinds of Events that SAM functions and state machines have, each as the resources that SAM makes of one.
// Source: AWS SAM Developer Guide, "Generated CloudFormation resources" and the specification of each kind.

import { BUCKET_EVENT } from './bucket-events.ts';
import { arnOfOwner, type EventOwner } from './event-owner.ts';
import { HTTP_API_EVENT_PROPERTIES, httpApiEvent } from './http-api-event.ts';
import { lookup } from './lookup.ts';
import type { MadeResource } from './made-resource.ts';
import { refuse } from './stack-error.ts';

/** The resources of one event by logical id, `id` being `<LogicalId><EventName>`. Throws StackError naming what is not supported. */
export function resourcesOfEvent(
  type: unknown,
  { id, properties, place }: { id: string; properties: Record<string, unknown>; place: string },
  owner: EventOwner,
): Record<string, MadeResource> {
  const kind = lookup(KINDS, String(type));
  if (kind && !(owner.isMachine && kind.isForFunctions)) {
    const unknown = Object.keys(properties).find((name) => !kind.properties.includes(name));
    if (unknown !== undefined)
      refuse(
        `${place}: ${String(type)} has no property ${unknown} on the laptop, only ${kind.properties.join(', ')}.`,
      );
    return kind.make({ id, properties, place, owner });
  }
  const known = knownEvents().flatMap((event) =>
    owner.isMachine && event.isForFunctions ? [] : [event.type],
  );
  const why = lookup(REFUSED, String(type));
  return refuse(
    `${place}: events of the type ${String(type)} are not supported on the laptop${why ? `, ${why}` : ''}. Known: ${known.join(', ')}.`,
  );
}

/** Each kind with the properties it knows, and whether state machines have it, too. */
export function knownEvents(): { type: string; properties: readonly string[]; isForFunctions: boolean }[] {
  const made = Object.entries(KINDS).map(([type, { properties, isForFunctions = false }]) => ({
    type,
    properties,
    isForFunctions,
  }));
  return [...made, BUCKET_EVENT];
}

interface Event {
  id: string;
  properties: Record<string, unknown>;
  place: string;
  owner: EventOwner;
}

interface Kind {
  properties: readonly string[];
  isForFunctions?: true;
  make(event: Event): Record<string, MadeResource>;
}

/** Why a kind that SAM knows is not here. */
const REFUSED: Readonly<Record<string, string>> = {
  Api: 'whose API Gateway has HTTP APIs alone: use HttpApi',
  DynamoDB: 'whose tables have no streams',
};

const TARGET_SETTINGS = ['Input', 'DeadLetterConfig', 'RetryPolicy'];
const PATTERN_RULE = [
  'EventBusName',
  'InputPath',
  'InputTransformer',
  'Pattern',
  'RuleName',
  'State',
  'Target',
];

const PATTERN: Kind = {
  properties: [...PATTERN_RULE, ...TARGET_SETTINGS, 'Enabled'],
  make: (event) => {
    const { EventBusName, Pattern, RuleName, InputPath, InputTransformer } = event.properties;
    return ruleResources(
      event,
      {
        ...defined({ EventBusName, Name: RuleName }),
        EventPattern: Pattern ?? refuse(`${event.place} needs a Pattern.`),
      },
      defined({ InputPath, InputTransformer }),
    );
  },
};

const KINDS: Readonly<Record<string, Kind>> = {
  SQS: {
    isForFunctions: true,
    properties: [
      ...'Queue BatchSize Enabled FilterCriteria FunctionResponseTypes KmsKeyArn MaximumBatchingWindowInSeconds MetricsConfig ProvisionedPollerConfig ScalingConfig'.split(
        ' ',
      ),
    ],
    make: ({ id, properties: { Queue, ...settings }, place, owner }) => ({
      [id]: {
        type: 'AWS::Lambda::EventSourceMapping',
        properties: {
          ...settings,
          EventSourceArn: Queue ?? refuse(`${place} needs a Queue.`),
          FunctionName: owner.target,
        },
      },
    }),
  },
  SNS: {
    isForFunctions: true,
    properties: ['Topic', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy'],
    make: ({ id, properties: { Topic, ...settings }, place, owner }) => ({
      [id]: {
        type: 'AWS::SNS::Subscription',
        properties: {
          ...settings,
          TopicArn: Topic ?? refuse(`${place} needs a Topic.`),
          Protocol: 'lambda',
          Endpoint: arnOfOwner(owner),
        },
      },
    }),
  },
  HttpApi: {
    isForFunctions: true,
    properties: HTTP_API_EVENT_PROPERTIES,
    make: (event) => httpApiEvent(event, arnOfOwner(event.owner)),
  },
  EventBridgeRule: PATTERN,
  CloudWatchEvent: PATTERN,
  Schedule: {
    properties: ['Schedule', 'Description', 'Enabled', 'Name', 'State', 'RoleArn', ...TARGET_SETTINGS],
    make: (event) => {
      const { Schedule, Description, Name } = event.properties;
      return ruleResources(event, {
        ...defined({ Description, Name }),
        ScheduleExpression: Schedule ?? refuse(`${event.place} needs a Schedule.`),
      });
    },
  },
  ScheduleV2: {
    properties: [
      ...'ScheduleExpression ScheduleExpressionTimezone Description EndDate FlexibleTimeWindow GroupName KmsKeyArn Name OmitName PermissionsBoundary RoleArn StartDate State'.split(
        ' ',
      ),
      ...TARGET_SETTINGS,
    ],
    make: (event) => {
      const { id, properties, place, owner } = event;
      const {
        OmitName,
        PermissionsBoundary: _,
        RoleArn,
        Input,
        DeadLetterConfig,
        RetryPolicy,
        ...own
      } = properties;
      if (own.ScheduleExpression === undefined) refuse(`${place} needs a ScheduleExpression.`);
      const role = RoleArn === undefined ? startingRole(event, 'scheduler.amazonaws.com') : {};
      return {
        ...role,
        [id]: {
          type: 'AWS::Scheduler::Schedule',
          properties: {
            FlexibleTimeWindow: { Mode: 'OFF' },
            ...(OmitName === true ? {} : { Name: id }),
            ...own,
            Target: {
              Arn: arnOfOwner(owner),
              RoleArn: RoleArn ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
              ...defined({ Input, DeadLetterConfig: deadLetters(DeadLetterConfig, place), RetryPolicy }),
            },
          },
        },
      };
    },
  },
};

/** A rule with the one target; a machine is started with a role, a function lets the rule call it. */
function ruleResources(
  event: Event,
  rule: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, MadeResource> {
  const { id, properties, place, owner } = event;
  const { Input, DeadLetterConfig, RetryPolicy, Enabled, State, RoleArn, Target } = properties;
  if (Enabled !== undefined && State !== undefined) refuse(`${place} has both Enabled and State.`);
  const enabled = typeof Enabled === 'object' ? refuse(`${place}: Enabled must be true or false.`) : Enabled;
  const role = owner.isMachine && RoleArn === undefined ? startingRole(event, 'events.amazonaws.com') : {};
  const { Id = `${id}${owner.isMachine ? 'StepFunctions' : 'Lambda'}Target` } = Object(Target) as {
    Id?: unknown;
  };
  return {
    ...role,
    [id]: {
      type: 'AWS::Events::Rule',
      properties: {
        ...rule,
        ...defined({
          State:
            State ??
            (enabled === undefined ? undefined : String(enabled) === 'true' ? 'ENABLED' : 'DISABLED'),
        }),
        Targets: [
          {
            Id: typeof Id === 'string' ? Id.slice(-LONGEST_TARGET_ID) : Id,
            Arn: arnOfOwner(owner),
            ...defined({ Input, DeadLetterConfig: deadLetters(DeadLetterConfig, place), RetryPolicy }),
            ...(owner.isMachine ? { RoleArn: RoleArn ?? { 'Fn::GetAtt': [`${id}Role`, 'Arn'] } } : {}),
            ...more,
          },
        ],
      },
    },
  };
}

const LONGEST_TARGET_ID = 64;

function startingRole({ id, owner }: Event, service: string): Record<string, MadeResource> {
  const action = owner.isMachine ? 'states:StartExecution' : 'lambda:InvokeFunction';
  return {
    [`${id}Role`]: {
      type: 'AWS::IAM::Role',
      properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
        },
        Policies: [
          {
            PolicyName: `${id}Policy`,
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: action, Resource: arnOfOwner(owner) }],
            },
          },
        ],
      },
    },
  };
}

function deadLetters(config: unknown, place: string): unknown {
  const { Type } = Object(config) as { Type?: unknown };
  return Type === undefined
    ? config
    : refuse(`${place}: DeadLetterConfig.Type asks SAM for a queue; make one and give its Arn.`);
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
