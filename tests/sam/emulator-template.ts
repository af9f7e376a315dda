// The built template without what the emulator refuses.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuiltResource, readBuiltTemplate } from './built-template.ts';
import { BUILD_FOLDER } from './project.ts';

const COLLECTION = 'AWS::Rekognition::Collection';
/** Everything else it takes. Nothing else in the template refers to saved queries, alarms and styles. */
const REFUSED: readonly ((resource: BuiltResource) => boolean)[] = [
  ({ Type }) => Type === COLLECTION,
  ({ Type }) => Type === 'AWS::Logs::QueryDefinition',
  ({ Type }) => Type === 'AWS::XRay::SamplingRule',
  ({ Type }) => Type === 'AWS::Cognito::ManagedLoginBranding',
  // Alarms on one metric are taken, on a calculation with several they are not.
  ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties?.['Metrics'] !== undefined,
];

/**
 * Writes a copy of the built template beside it, without it: whatever refers to a collection gets the id or the ARN that it
 * would have, whatever starts an alias of a state machine starts the machine. `change` may alter what is left. Answers with the copy's path and the logical ids left out.
 */
export async function templateForEmulator(
  change: (resources: Record<string, BuiltResource>) => void = () => {},
): Promise<{ file: string; leftOut: string[] }> {
  const template = await readBuiltTemplate();
  const leftOut = Object.entries(template.Resources).filter(([, resource]) =>
    REFUSED.some((is) => is(resource)),
  );
  const collections = leftOut.filter(([, { Type }]) => Type === COLLECTION);
  const ids = new Map(
    collections.map(([logicalId, { Properties }]) => [logicalId, Properties?.['CollectionId']]),
  );
  for (const [logicalId] of leftOut) delete template.Resources[logicalId];
  const unpublished = withoutMachineVersions(template.Resources);
  change(template.Resources);
  const copy = JSON.parse(JSON.stringify(template), (_key, value: unknown) =>
    withoutReference(value, ids, unpublished),
  ) as unknown;
  const file = path.join(BUILD_FOLDER, 'template-for-emulator.json');
  await writeFile(file, JSON.stringify(copy));
  return {
    file,
    leftOut: [
      ...leftOut.map(([logicalId, { Type }]) => `${logicalId} (${Type})`),
      ...[...unpublished.keys()].map((alias) => `${alias} (AWS::StepFunctions::StateMachineAlias)`),
    ],
  };
}

/**
 * Functions publish versions there, state machines do not. Answers with what each alias that SAM would have made stands for then:
 * the machine as it is.
 */
function withoutMachineVersions(resources: Record<string, BuiltResource>): ReadonlyMap<string, string> {
  const unpublished = new Map<string, string>();
  for (const [logicalId, { Type, Properties }] of Object.entries(resources)) {
    if (Type !== 'AWS::Serverless::StateMachine' || Properties?.['AutoPublishAlias'] === undefined) continue;
    unpublished.set(`${logicalId}Alias${String(Properties['AutoPublishAlias'])}`, logicalId);
    delete Properties['AutoPublishAlias'];
    delete Properties['DeploymentPreference'];
  }
  return unpublished;
}

function withoutReference(
  value: unknown,
  ids: ReadonlyMap<string, unknown>,
  renamed: ReadonlyMap<string, string>,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  if (Ref !== undefined && ids.has(Ref)) return ids.get(Ref);
  if (Ref !== undefined && renamed.has(Ref)) return { Ref: renamed.get(Ref) };
  if (Array.isArray(attribute) && ids.has(attribute[0]))
    return { 'Fn::Join': ['', [ARN, ids.get(attribute[0])]] };
  return value;
}

const ARN = { 'Fn::Sub': 'arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/' };
