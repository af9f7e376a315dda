// The Events of SAM functions and state machines: each becomes the resources that SAM makes of it, `<LogicalId><EventName>`.
import { resourcesOfEvent } from './event-kinds.ts';
import type { EventOwner } from './event-owner.ts';
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

const FUNCTION = 'AWS::Serverless::Function';
const OWNERS = [FUNCTION, 'AWS::Serverless::StateMachine'];

/** The resources with those of each event, and Events gone from functions and state machines. */
export function addEventSources(
  resources: Record<string, RawResource>,
  /** What an event calls: the function or machine, or its alias. */
  targetOf: (logicalId: string) => unknown = (logicalId) => ({ Ref: logicalId }),
): Record<string, RawResource> {
  const all: Record<string, RawResource> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    const { Events, ...properties } = resource.properties;
    if (!OWNERS.includes(resource.type) || Events === undefined) {
      all[logicalId] = resource;
      continue;
    }
    all[logicalId] = { ...resource, properties };
    const owner = { logicalId, target: targetOf(logicalId), isMachine: resource.type !== FUNCTION };
    for (const [id, made] of Object.entries(madeByEvents(Events, owner))) {
      if (Object.hasOwn(resources, id))
        refuse(`${logicalId}: SAM would make ${id}, but the template has one already.`);
      all[id] = {
        ...made,
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

function madeByEvents(given: unknown, owner: EventOwner): ReturnType<typeof resourcesOfEvent> {
  const events = Object.entries(mapping(given, `${owner.logicalId}: Events`));
  const made = events.map(([name, event]) => {
    const place = `${owner.logicalId}: Events.${name}`;
    const { Type, Properties = {}, ...others } = mapping(event, place);
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) refuse(`${place} has an unknown key ${unknown}.`);
    const properties = mapping(Properties, `${place}.Properties`);
    return resourcesOfEvent(Type, { id: `${owner.logicalId}${name}`, properties, place }, owner);
  });
  return Object.assign({}, ...made);
}

function mapping(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a map.`);
}
