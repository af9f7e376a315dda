// docs/supported.md, written from the tables that the laptop cloud reads templates with.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCloud } from 'laptop-cloud';
import { optimizedIntegrations } from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/optimized.ts';
import { sdkServices } from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/sdk-clients.ts';
import { CONNECTOR_PROFILES } from '../../packages/laptop-cloud/src/stack/connector-profiles.ts';
import { knownEvents } from '../../packages/laptop-cloud/src/stack/event-kinds.ts';
import { INVOKE_PROPERTIES } from '../../packages/laptop-cloud/src/stack/invoke-destinations.ts';
import { knownManagedPolicies } from '../../packages/laptop-cloud/src/stack/managed-policies.ts';
import { knownPolicyTemplates } from '../../packages/laptop-cloud/src/stack/policy-templates.ts';
import type { ResourceType, ResourceTypes } from '../../packages/laptop-cloud/src/stack/resource.ts';
import {
  HTTP_API_IGNORED,
  HTTP_API_PROPERTIES,
} from '../../packages/laptop-cloud/src/stack/serverless-http-apis.ts';
import { publishingProperties } from '../../packages/laptop-cloud/src/stack/serverless-versions.ts';
import { SIMPLE_TABLE_PROPERTIES } from '../../packages/laptop-cloud/src/stack/simple-tables.ts';

export const SUPPORTED_PAGE = path.join(import.meta.dirname, '../supported.md');

/** The whole page. */
export async function supportedPage(): Promise<string> {
  const types = await resourceTypes();
  return [
    '# What templates may hold',
    '',
    'Written by `npm run supported` from the tables that the laptop cloud reads templates with. A property that is in neither column is refused by its name, and so is a resource type that is not here: nothing of a template is passed over in silence, and nothing of a refused one is made.',
    '',
    '## Resource types',
    '',
    '| type | used | without effect, because | `Ref` and `GetAtt` |',
    '| --- | --- | --- | --- |',
    ...Object.entries({ ...types, ...SAM_ONLY })
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([name, type]) => row(name, type)),
    '',
    'Of a resource itself: `Type`, `Properties`, `Metadata`, `Condition`, `DependsOn`, `Description`, `DeletionPolicy` and `UpdateReplacePolicy` (checked), `Connectors`, `IgnoreGlobals`. `CreationPolicy` and `UpdatePolicy` are refused.',
    '',
    '## Functions',
    '',
    'Every `nodejs` runtime runs on the Node that runs the laptop cloud, which says so where the versions differ. With `Metadata: { BuildMethod: esbuild }` code is bundled as `sam build` does it; without, it runs where it lies; `InlineCode` and `Code.ZipFile` run as `index.js`. A function in another language, of a container image, or whose code lies in S3 is refused when it is called, not when the template is read.',
    '',
    '## Events',
    '',
    '| event | of | properties |',
    '| --- | --- | --- |',
    ...knownEvents().map(
      ({ type, properties, isForFunctions }) =>
        `| ${type} | functions${isForFunctions ? '' : ', state machines'} | ${properties.join(', ')} |`,
    ),
    '',
    'Schedules are fired while `laptop-cloud start` runs. Every other event is refused by name.',
    '',
    '## Tasks',
    '',
    `Task states call functions, activities and the optimized integrations ${['lambda:invoke', ...optimizedIntegrations()].map((name) => `\`${name}\``).join(', ')}, as far as AWS has them with \`.sync\`, \`.sync:2\` and \`.waitForTaskToken\`; and every action that the laptop has ([operations](operations.md)) of \`aws-sdk:\` with ${sdkServices().join(', ')}. Any other is refused before anything is made, unless a mocked response stands in its place.`,
    '',
    '## Permissions',
    '',
    `SAM policy templates: ${knownPolicyTemplates().join(', ')}.`,
    '',
    `Managed policies, by name or ARN: ${knownManagedPolicies().join(', ')}.`,
    '',
    'Others are refused by name: they are about services that are not here.',
    '',
    '| connector from | to | permissions |',
    '| --- | --- | --- |',
    ...Object.entries(CONNECTOR_PROFILES).flatMap(([source, destinations]) =>
      Object.entries(destinations).map(
        ([destination, { access }]) => `| ${source} | ${destination} | ${Object.keys(access).join(', ')} |`,
      ),
    ),
    '',
  ].join('\n');
}

/** Types that become others before anything is made. */
const SAM_ONLY: Readonly<Record<string, Pick<ResourceType, 'properties' | 'ignored'>>> = {
  'AWS::Serverless::Connector': { properties: ['Source', 'Destination', 'Permissions'], ignored: {} },
  'AWS::Serverless::HttpApi': { properties: HTTP_API_PROPERTIES, ignored: HTTP_API_IGNORED },
  'AWS::Serverless::SimpleTable': { properties: SIMPLE_TABLE_PROPERTIES, ignored: {} },
};

const SAM_OWNERS = ['AWS::Serverless::Function', 'AWS::Serverless::StateMachine'];

function row(
  name: string,
  type: Pick<ResourceType, 'properties' | 'ignored'> & Partial<ResourceType>,
): string {
  const invoked = name === 'AWS::Serverless::Function' ? INVOKE_PROPERTIES : [];
  const expanded = SAM_OWNERS.includes(name)
    ? ['Events', 'Policies', ...publishingProperties(name), ...invoked]
    : [];
  const own = type.nameProperty === undefined ? [] : [type.nameProperty];
  const used = [...new Set([...own, ...type.properties, ...expanded])].sort();
  const ignored = Object.entries(type.ignored).filter(([property]) => !used.includes(property));
  return `| \`${name}\` | ${used.join(', ')} | ${reasons(ignored)} | ${references(type)} |`;
}

/** Properties with the same reason together. */
function reasons(ignored: [string, string][]): string {
  const byReason = Map.groupBy(ignored, ([, reason]) => reason);
  return [...byReason]
    .map(([reason, entries]) => `${entries.map(([property]) => property).join(', ')}: ${reason}`)
    .join('; ');
}

const PLACE = {
  accountId: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  stackName: 'stack',
} as const;

function references({ attributes }: Partial<ResourceType>): string {
  if (!attributes) return 'of what SAM makes of it';
  return ['Ref', ...Object.keys(attributes('name', PLACE, 'Id'))].join(', ');
}

/** Of a cloud around a stack of one topic. */
async function resourceTypes(): Promise<ResourceTypes> {
  const folder = mkdtempSync(path.join(tmpdir(), 'supported-'));
  const templatePath = path.join(folder, 'template.yaml');
  writeFileSync(templatePath, 'Resources: { Topic: { Type: AWS::SNS::Topic } }\n');
  try {
    const cloud = await startCloud({
      templatePath,
      stateFolder: path.join(folder, 'state'),
      port: 0,
      log: () => undefined,
    });
    await cloud.close();
    return cloud.resourceTypes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
