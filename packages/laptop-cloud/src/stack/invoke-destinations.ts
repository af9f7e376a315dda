// EventInvokeConfig and DeadLetterQueue of SAM functions, as the resources and rights that SAM makes of them.
// Source: AWS SAM Developer Guide, EventInvokeConfiguration and DeadLetterQueue; SAM's own translation (aws-sam-translator 1.115).
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

/** What a function says of it in its own properties. */
export const INVOKE_PROPERTIES = ['EventInvokeConfig', 'DeadLetterQueue'];

const FUNCTION = 'AWS::Serverless::Function';

/** The resources with `<LogicalId>EventInvokeConfig`, the queues and topics that SAM makes itself, and the rights in Policies. */
export function withInvokeDestinations(
  resources: Record<string, RawResource>,
  /** What an event calls: the function, or its alias. */
  targetOf: (logicalId: string) => unknown,
): Record<string, RawResource> {
  const all: Record<string, RawResource> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    all[logicalId] = resource;
    if (resource.type !== FUNCTION) continue;
    const { EventInvokeConfig, DeadLetterQueue, ...properties } = resource.properties;
    const owner = { logicalId, resource, resources, targetOf };
    const made = EventInvokeConfig === undefined ? NOTHING : configurationOf(EventInvokeConfig, owner);
    const dead = DeadLetterQueue === undefined ? undefined : deadLettersOf(DeadLetterQueue, logicalId);
    const rights = [...made.rights, ...(dead ? [dead.right] : [])];
    all[logicalId] = {
      ...resource,
      properties: {
        ...properties,
        ...(dead ? { DeadLetterConfig: { TargetArn: dead.arn } } : {}),
        ...(rights.length === 0 ? {} : { Policies: [properties.Policies ?? [], ...rights].flat() }),
      },
    };
    Object.assign(all, made.resources);
  }
  return all;
}

interface Owner {
  logicalId: string;
  resource: RawResource;
  resources: Record<string, RawResource>;
  targetOf(logicalId: string): unknown;
}

interface Made {
  resources: Record<string, RawResource>;
  /** Policy documents. */
  rights: unknown[];
}

const NOTHING: Made = { resources: {}, rights: [] };

function configurationOf(given: unknown, owner: Owner): Made {
  const { logicalId, resource, resources, targetOf } = owner;
  const place = `${logicalId}: EventInvokeConfig`;
  const { DestinationConfig, ...limits } = mapping(given, place);
  const id = `${logicalId}EventInvokeConfig`;
  const ends = Object.entries(
    DestinationConfig === undefined ? {} : mapping(DestinationConfig, `${place}.DestinationConfig`),
  ).map(([end, destination]) => {
    if (end !== 'OnSuccess' && end !== 'OnFailure')
      return refuse(`${place}.DestinationConfig has OnSuccess and OnFailure, not ${end}.`);
    return { end, ...destinationOf(destination, `${id}${end}`, `${place}.DestinationConfig.${end}`) };
  });
  const aliasId = (targetOf(logicalId) as { Ref: string }).Ref;
  const made: Record<string, RawResource> = {
    [id]: {
      ...like(resource, 'AWS::Lambda::EventInvokeConfig', {
        ...limits,
        FunctionName: { Ref: logicalId },
        Qualifier: aliasId === logicalId ? '$LATEST' : resources[aliasId]?.properties.Name,
        DestinationConfig: Object.fromEntries(ends.map(({ end, arn }) => [end, { Destination: arn }])),
      }),
      dependsOn: aliasId === logicalId ? [] : [aliasId],
    },
  };
  for (const { own } of ends) if (own) made[own.id] = like(resource, own.type, {});
  for (const each of Object.keys(made))
    if (Object.hasOwn(resources, each))
      refuse(`${logicalId}: SAM would make ${each}, but the template has one already.`);
  return { resources: made, rights: ends.map(({ right }) => right) };
}

interface Destination {
  arn: unknown;
  right: unknown;
  /** The queue or topic that SAM makes when none is given. */
  own?: { id: string; type: string };
}

const KINDS: Readonly<
  Record<string, { action: string; own?: { suffix: string; type: string; arn: string } }>
> = {
  SQS: { action: 'sqs:SendMessage', own: { suffix: 'Queue', type: 'AWS::SQS::Queue', arn: 'Arn' } },
  SNS: { action: 'sns:Publish', own: { suffix: 'Topic', type: 'AWS::SNS::Topic', arn: 'TopicArn' } },
  Lambda: { action: 'lambda:InvokeFunction' },
  EventBridge: { action: 'events:PutEvents' },
};

function destinationOf(given: unknown, id: string, place: string): Destination {
  const { Type, Destination, ...others } = mapping(given, place);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) refuse(`${place} has Type and Destination, not ${unknown}.`);
  const kind = Object.hasOwn(KINDS, String(Type)) ? KINDS[String(Type)] : undefined;
  if (!kind)
    return refuse(
      `${place}: Type ${String(Type)} is not supported on the laptop, only ${Object.keys(KINDS).join(', ')}.`,
    );
  if (Destination !== undefined) return { arn: Destination, right: rightTo(kind.action, Destination) };
  if (!kind.own) return refuse(`${place}: Destination is required if Type is not SQS or SNS.`);
  const own = { id: `${id}${kind.own.suffix}`, type: kind.own.type };
  const arn = { 'Fn::GetAtt': [own.id, kind.own.arn] };
  return { arn, right: rightTo(kind.action, arn), own };
}

function deadLettersOf(given: unknown, logicalId: string): { arn: unknown; right: unknown } {
  const place = `${logicalId}: DeadLetterQueue`;
  const { Type, TargetArn, ...others } = mapping(given, place);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) refuse(`${place} has Type and TargetArn, not ${unknown}.`);
  if (Type !== 'SQS' && Type !== 'SNS')
    return refuse(`${place}: Type must be SQS or SNS, not ${String(Type)}.`);
  if (TargetArn === undefined) refuse(`${place} needs a TargetArn.`);
  return { arn: TargetArn, right: rightTo(KINDS[Type]!.action, TargetArn) };
}

function rightTo(action: string, resource: unknown): unknown {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [action], Resource: resource }] };
}

/** A resource that is there when its function is. */
function like({ condition }: RawResource, type: string, properties: Record<string, unknown>): RawResource {
  return { type, properties, metadata: {}, dependsOn: [], ...(condition === undefined ? {} : { condition }) };
}

function mapping(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a map.`);
}
