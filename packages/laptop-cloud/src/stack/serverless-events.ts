// The Events of SAM functions: each becomes the resource that SAM makes of it, `<LogicalId><EventName>`.
// Source: AWS SAM Developer Guide, "Generated CloudFormation resources"; SAM's own translation of pull events.
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

const FUNCTION = 'AWS::Serverless::Function';

/** The resources with an event source mapping for each queue that calls a function, and Events gone from the functions. */
export function addEventSources(
  resources: Record<string, RawResource>,
  /** What an event calls: the function, or its alias. */
  targetOf: (logicalId: string) => unknown = (logicalId) => ({ Ref: logicalId }),
): Record<string, RawResource> {
  const all: Record<string, RawResource> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    const events = eventsOf(logicalId, resource);
    if (events.length === 0) {
      all[logicalId] = resource;
      continue;
    }
    const { Events: _, ...properties } = resource.properties;
    all[logicalId] = { ...resource, properties };
    for (const { id, properties: event } of events) {
      if (Object.hasOwn(resources, id))
        refuse(`${logicalId}: SAM would make ${id}, but the template has one already.`);
      all[id] = {
        type: 'AWS::Lambda::EventSourceMapping',
        properties: { ...event, FunctionName: targetOf(logicalId) },
        metadata: {},
        ...(resource.condition === undefined ? {} : { condition: resource.condition }),
        dependsOn: [],
      };
    }
  }
  return all;
}

/** Whether SAM gives the function's own role the right to read queues. */
export function isCalledByQueue({ Events }: Readonly<Record<string, unknown>>): boolean {
  return Object.values(Object(Events)).some((event) => (event as { Type?: unknown } | null)?.Type === 'SQS');
}

interface EventSource {
  id: string;
  /** Of the mapping, but for the function. */
  properties: Record<string, unknown>;
}

function eventsOf(logicalId: string, { type, properties }: RawResource): EventSource[] {
  if (type !== FUNCTION || properties.Events === undefined) return [];
  const events = mapping(properties.Events, `${logicalId}: Events`);
  return Object.entries(events).map(([name, event]) => {
    const place = `${logicalId}: Events.${name}`;
    const { Type, Properties = {}, ...others } = mapping(event, place);
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) refuse(`${place} has an unknown key ${unknown}.`);
    if (Type !== 'SQS')
      refuse(`${place}: events of the type ${String(Type)} are not supported on the laptop, only SQS.`);
    const { Queue, ...settings } = mapping(Properties, `${place}.Properties`);
    if (Queue === undefined) refuse(`${place} needs a Queue.`);
    if (settings.EventSourceArn !== undefined || settings.FunctionName !== undefined)
      refuse(`${place}: EventSourceArn and FunctionName come from Queue and the function.`);
    return { id: `${logicalId}${name}`, properties: { ...settings, EventSourceArn: Queue } };
  });
}

function mapping(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a mapping.`);
}
