// The table of what the laptop cloud can do, drawn from the operations themselves.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cloud, startCloud } from 'laptop-cloud';
import { rekognition } from 'local-rekognition';

export const OPERATIONS_MD = path.join(import.meta.dirname, '../operations.md');

type Services = Cloud['services'];

/** The services of a cloud that runs nothing, the face models among them. */
export async function allServices(): Promise<Services> {
  const folder = mkdtempSync(path.join(tmpdir(), 'operations-'));
  const templatePath = path.join(folder, 'template.yaml');
  writeFileSync(templatePath, 'Resources: { Bucket: { Type: AWS::S3::Bucket } }\n');
  try {
    const cloud = await startCloud({
      templatePath,
      stateFolder: path.join(folder, 'state'),
      isPrivate: true,
      port: 0,
      services: [rekognition],
      log: () => undefined,
    });
    await cloud.close();
    return cloud.services;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The page about the operations of these services. */
export function drawOperations(services: Services): string {
  const sorted = services.toSorted((a, b) => (a.scope < b.scope ? -1 : 1));
  const count = sorted.flatMap(({ operations = [] }) => operations).length;
  return [
    '# What the laptop cloud can do',
    '',
    `${count} operations of ${sorted.length} services, drawn from the code by \`npm run operations -- --write\`. Every other operation is refused by name.`,
    '',
    'A fault rule names them as `service=SERVICE:OPERATION`, e.g. `service=s3:PutObject`. The caller needs the IAM actions; where there are several, what is asked for decides which. Errors are those that an operation refuses with, beside a missing right and those that all operations of its service share.',
    ...sorted.flatMap(sectionOf),
    '',
  ].join('\n');
}

function sectionOf({ scope, protocol, operations = [], errors = [] }: Services[number]): string[] {
  const rows = operations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '',
    `## ${scope}`,
    '',
    `${protocol}. Shared errors: ${listOf(errors)}.`,
    '',
    '| operation | IAM action | errors |',
    '| --- | --- | --- |',
    ...rows.map(({ name, actions, errors: own }) => `| ${name} | ${listOf(actions)} | ${listOf(own)} |`),
  ];
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ') || 'none';
}
