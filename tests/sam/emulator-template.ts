// The built template without the one resource type that the emulator refuses.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readBuiltTemplate } from './built-template.ts';
import { BUILD_FOLDER } from './project.ts';

const REFUSED = 'AWS::Rekognition::Collection';

/**
 * Writes a copy of the built template beside it, without Rekognition collections: whatever refers to one gets the id or the
 * ARN that it would have. Answers with the copy's path and the logical ids left out.
 */
export async function templateForEmulator(): Promise<{ file: string; leftOut: string[] }> {
  const template = await readBuiltTemplate();
  const ids = new Map(
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === REFUSED)
      .map(([logicalId, { Properties }]) => [logicalId, Properties?.['CollectionId']]),
  );
  for (const logicalId of ids.keys()) delete template.Resources[logicalId];
  const copy = JSON.parse(JSON.stringify(template), (_key, value: unknown) =>
    withoutReference(value, ids),
  ) as unknown;
  const file = path.join(BUILD_FOLDER, 'template-for-emulator.json');
  await writeFile(file, JSON.stringify(copy));
  return { file, leftOut: [...ids.keys()] };
}

function withoutReference(value: unknown, ids: ReadonlyMap<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  if (Ref !== undefined && ids.has(Ref)) return ids.get(Ref);
  if (Array.isArray(attribute) && ids.has(attribute[0]))
    return { 'Fn::Join': ['', [ARN, ids.get(attribute[0])]] };
  return value;
}

const ARN = { 'Fn::Sub': 'arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/' };
