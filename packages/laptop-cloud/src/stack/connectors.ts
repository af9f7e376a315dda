// SAM connectors, embedded in their source or resources of their own, as the policies that SAM makes of them.
// Source: AWS SAM Developer Guide, AWS::Serverless::Connector and "SAM connector reference".

import { type Access, CONNECTOR_PROFILES, type ConnectorProfile } from './connector-profiles.ts';
import { intrinsicOf } from './intrinsics.ts';
import { lookup } from './lookup.ts';
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

export const CONNECTOR = 'AWS::Serverless::Connector';

/** The resources with a policy for each destination of a connector, and no connector left. Throws StackError for one that cannot be. */
export function withConnectors(resources: Record<string, RawResource>): Record<string, RawResource> {
  const all: Record<string, RawResource> = {};
  const policies: Record<string, RawResource> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    const { connectors = {}, ...rest } = resource;
    if (resource.type !== CONNECTOR) all[logicalId] = rest;
    const found: Connector[] =
      resource.type === CONNECTOR
        ? [{ id: logicalId, place: `${logicalId} (${CONNECTOR})`, properties: resource.properties, resource }]
        : Object.entries(connectors).map(([name, connector]) =>
            embedded(logicalId, name, connector, resource),
          );
    for (const connector of found) Object.assign(policies, policiesOf(connector, resources));
  }
  for (const id of Object.keys(policies))
    if (Object.hasOwn(all, id))
      refuse(`SAM would make ${id} of a connector, but the template has one already.`);
  return { ...all, ...policies };
}

interface Connector {
  id: string;
  place: string;
  properties: Readonly<Record<string, unknown>>;
  resource: RawResource;
}

function embedded(
  logicalId: string,
  name: string,
  { Properties, ...others }: Record<string, unknown>,
  resource: RawResource,
): Connector {
  const place = `${logicalId}: Connectors.${name}`;
  const { SourceReference, ...properties } = Object(Properties) as Record<string, unknown>;
  if (SourceReference !== undefined) refuse(`${place}: SourceReference is not supported on the laptop.`);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) refuse(`${place} has an unknown key ${unknown}.`);
  return {
    id: `${logicalId}${name}`,
    place,
    properties: { ...properties, Source: { Id: logicalId } },
    resource,
  };
}

function policiesOf(
  connector: Connector,
  resources: Record<string, RawResource>,
): Record<string, RawResource> {
  const { id, place, properties } = connector;
  const { Source, Destination, Permissions, ...others } = properties;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) refuse(`${place} has an unknown property ${unknown}.`);
  if (Destination === undefined) refuse(`${place} needs a Destination.`);
  const destinations = [Destination].flat();
  const source = endOf(Source, `${place}: Source`, resources);
  const policies = destinations.map((given, index) => {
    const destination = endOf(given, `${place}: Destination`, resources);
    const suffix = Array.isArray(Destination) ? `WithDestination${index || ''}` : '';
    return policyOf(
      `${id}${suffix}`,
      { source, destination, access: accessOf(Permissions, place), connector },
      resources,
    );
  });
  return Object.assign({}, ...policies);
}

/** One side of a connector: a resource of this template, or a destination by its ARN. */
interface End {
  /** As CloudFormation has it once SAM is through. */
  type: string;
  arn: unknown;
  name: unknown;
  own?: { logicalId: string; resource: RawResource };
}

function endOf(given: unknown, place: string, resources: Record<string, RawResource>): End {
  const { Id, Type, Arn, Name, Qualifier: _, ...others } = Object(given) as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) refuse(`${place}.${unknown} is not supported on the laptop.`);
  if (typeof Type === 'string' && Arn !== undefined && Id === undefined)
    return { type: DEPLOYED[Type] ?? Type, arn: Arn, name: Name };
  if (typeof Id !== 'string')
    return refuse(`${place} must name a resource of the template by its Id, or another by Type and Arn.`);
  const resource = lookup(resources, Id) ?? refuse(`${place}.Id: ${Id} is no resource of the template.`);
  const type = DEPLOYED[resource.type] ?? resource.type;
  return {
    type,
    arn: REF_IS_ARN.includes(type) ? { Ref: Id } : { 'Fn::GetAtt': [Id, 'Arn'] },
    name: { 'Fn::GetAtt': [Id, 'Name'] },
    own: { logicalId: Id, resource },
  };
}

/** Ref gives the ARN of some types, GetAtt gives it of the others. */
const REF_IS_ARN = ['AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine'];

const DEPLOYED: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
};

function accessOf(permissions: unknown, place: string): Access[] {
  const asked = [permissions ?? []].flat();
  if (asked.length > 0 && asked.every((one): one is Access => one === 'Read' || one === 'Write'))
    return asked;
  return refuse(`${place}: Permissions must hold Read, Write or both.`);
}

interface Asked {
  source: End;
  destination: End;
  access: Access[];
  connector: Connector;
}

function policyOf(
  id: string,
  asked: Asked,
  resources: Record<string, RawResource>,
): Record<string, RawResource> {
  const { source, destination, access, connector } = asked;
  const { place } = connector;
  const profile =
    CONNECTOR_PROFILES[source.type]?.[destination.type] ??
    refuse(
      `${place}: a connector from ${source.type} to ${destination.type} is not supported on the laptop; write the policy instead.`,
    );
  const missing = access.find((one) => profile.access[one] === undefined);
  if (missing !== undefined)
    refuse(
      `${place}: from ${source.type} to ${destination.type} there is only ${Object.keys(profile.access).join(' and ')}.`,
    );
  if (
    profile.together?.every(
      (set) => set.length !== access.length || !set.every((one) => access.includes(one)),
    )
  )
    refuse(
      `${place}: Permissions must be ${profile.together.map((set) => set.join(' and ')).join(', or ')}.`,
    );
  const made = madeFor(profile, asked, resources);
  if (!made) return {};
  const { condition } = connector.resource;
  return {
    [`${id}Policy`]: {
      ...made,
      metadata: {},
      ...(condition === undefined ? {} : { condition }),
      dependsOn: [],
    },
  };
}

function madeFor(
  profile: ConnectorProfile,
  { source, destination, access, connector }: Asked,
  resources: Record<string, RawResource>,
): Pick<RawResource, 'type' | 'properties'> | undefined {
  const names = {
    'Source.Arn': source.arn,
    'Destination.Arn': destination.arn,
    'Destination.Name': destination.name,
  };
  const statements = access.flatMap((one) =>
    (profile.access[one] ?? []).map(([actions, arns]) => ({
      Effect: 'Allow',
      Action: [...actions],
      Resource: arns.map((arn) => substituted(arn, names)),
    })),
  );
  const document = (statement: unknown[]) => ({ Version: '2012-10-17', Statement: statement });
  const fromService = statements.map((statement) => ({
    ...statement,
    Principal: { Service: SERVICES[source.type] },
    Condition: { ArnEquals: { 'aws:SourceArn': names['Source.Arn'] } },
  }));
  const destinationRef = () => ({ Ref: ownOf(destination, connector.place).logicalId });
  switch (profile.holder) {
    // Deliveries inside the laptop need no policy of the function.
    case 'function policy':
      return undefined;
    case 'queue policy':
      return {
        type: 'AWS::SQS::QueuePolicy',
        properties: { Queues: [destinationRef()], PolicyDocument: document(fromService) },
      };
    case 'topic policy':
      return {
        type: 'AWS::SNS::TopicPolicy',
        properties: { Topics: [destinationRef()], PolicyDocument: document(fromService) },
      };
    case 'source role':
    case 'destination role': {
      const owner = profile.holder === 'source role' ? source : destination;
      return {
        type: 'AWS::IAM::ManagedPolicy',
        properties: {
          PolicyDocument: document(statements),
          Roles: [{ Ref: roleOf(owner, connector.place, resources) }],
        },
      };
    }
  }
}

const SERVICES: Readonly<Record<string, string>> = {
  'AWS::Events::Rule': 'events.amazonaws.com',
  'AWS::SNS::Topic': 'sns.amazonaws.com',
};

/** The logical id of the role that a resource acts with; for SAM's own types the one that SAM makes. */
function roleOf(end: End, place: string, resources: Record<string, RawResource>): string {
  const { logicalId, resource } = ownOf(end, place);
  const { Role, RoleArn } = resource.properties;
  const given = Role ?? RoleArn;
  if (given === undefined && resource.type.startsWith('AWS::Serverless::')) return `${logicalId}Role`;
  const call = intrinsicOf(given);
  const [roleId] = call?.name === 'Fn::GetAtt' ? [call.argument].flat() : [];
  if (typeof roleId === 'string' && lookup(resources, roleId)?.type === 'AWS::IAM::Role') return roleId;
  return refuse(`${place}: ${logicalId} must act with a role of this template, named by Fn::GetAtt.`);
}

function ownOf({ own, type }: End, place: string): NonNullable<End['own']> {
  return (
    own ?? refuse(`${place}: the ${type} must be a resource of this template, for its policy is changed.`)
  );
}

function substituted(arn: string, names: Readonly<Record<string, unknown>>): unknown {
  const variables: Record<string, unknown> = {};
  const text = arn.replace(/\$\{((?:Source|Destination)\.\w+)\}/g, (_, name: string) => {
    const variable = name.replace('.', '');
    variables[variable] = names[name];
    return `\${${variable}}`;
  });
  return { 'Fn::Sub': [text, variables] };
}
