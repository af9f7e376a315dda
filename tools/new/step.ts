// A Lambda step: its source, event and test, its function in the template with the right to call it, and the editor's lists.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RETRY_POLICIES } from '../../statemachine/retry-policies.ts';
import { UsageError } from '../usage-error.ts';
import { checkName, kebab, pascal } from './names.ts';
import { behindLast, type Insertion, type Plan } from './plan.ts';

const TEMPLATE = 'template.yaml';
const DEFINITION = 'statemachine/check-photo.asl.json';

/** The plan for a step such as `ResizePhoto`. Throws UsageError for a name that is taken or is none. */
export function planStep(root: string, name: string): Plan {
  checkName(
    name,
    /^[A-Z][a-z]+(?:[A-Z][a-z0-9]+)*$/,
    'a step is a verb and what it works on, such as ResizePhoto',
    pascal(name),
  );
  const file = kebab(name);
  const template = readFileSync(path.join(root, TEMPLATE), 'utf8');
  if (existsSync(path.join(root, `src/steps/${file}.ts`)) || template.includes(`\n  ${name}Function:\n`))
    throw new UsageError([`There is a step ${name} already: src/steps/${file}.ts.`]);
  if (readFileSync(path.join(root, DEFINITION), 'utf8').includes(`"${name}": {`))
    throw new UsageError([
      `The definition has a state ${name} already, and states have one name each: choose another.`,
    ]);
  return {
    files: [
      { file: `src/steps/${file}.ts`, text: sourceOf(name) },
      { file: `events/${file}/happy.json`, text: HAPPY },
      { file: `tests/steps/${file}.test.ts`, text: testOf(name, file) },
    ],
    insertions: [
      ...templateInsertions(name, file, template),
      ...['.vscode/launch.json', '.vscode/tasks.json'].map((list) => editorInsertion(list, name)),
    ],
    left: [
      `put the state where it belongs in ${DEFINITION}:\n\n${JSON.stringify({ [name]: stateOf(name, file) }, null, 2)}\n`,
      `its answer in statemachine/mocks/MockConfigFile.json and tests/statemachine/journey.ts, its name in the states of .vscode/launch.json, its calls in tools/simulate/tasks.ts`,
      `its rights in ${name}Function, and its role below "Who may use the key" in ${TEMPLATE} for what it opens`,
      'npm run journey draws the picture again',
      `npx jest tests/steps/${file} fails until ${name} works`,
    ],
  };
}

function sourceOf(name: string): string {
  return `// ${name}: what it does, in a line.
// In: { image }  Out: { findings }
// Throws: what it may throw, each of src/shared/errors.ts

import type { Finding } from '../domain/finding.ts';
import { WorkingCopySchema } from '../domain/photo.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ image: WorkingCopySchema });

export const handler = defineStep('${name}', Input, async ({ image }): Promise<{ findings: Finding[] }> => {
  throw new Error(\`${name} does nothing yet, not even with a picture of \${image.width} pixels.\`);
});
`;
}

const HAPPY = `${JSON.stringify(
  {
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:CheckPhoto:sample',
    image: { bucket: 'rider-photos-samples', key: 'ada.jpg', width: 800, height: 1000 },
  },
  null,
  2,
)}\n`;

function testOf(name: string, file: string): string {
  return `import { BUCKET, type Cloud, startCloud } from './cloud.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.empty());
afterAll(() => cloud.close());

it('${name} passes an ordinary photo', async () => {
  const key = 'derived/ada/1/working.jpg';
  await cloud.put(key, Buffer.from('a picture'));
  const { output, error } = await cloud.run('${file}', { image: { bucket: BUCKET, key, width: 800, height: 1000 } });
  expect(error).toBeUndefined();
  expect(output).toEqual({ findings: [expect.objectContaining({ status: 'passed' })] });
});
`;
}

/** A function's block is a copy of the last step's, so that it is built as all the others. */
function templateInsertions(name: string, file: string, template: string): Insertion[] {
  const blocks =
    /^ {2}\w+Function:\n(?:(?: {4}.*)?\n)*? {8}EntryPoints: \[steps\/[\w-]+\.ts\]\n(?: {8}.*\n)*/gm;
  const last = [...template.matchAll(blocks)].at(-1)?.[0] ?? '';
  const metadata =
    /^ {4}Metadata:\n[\s\S]*/m.exec(last)?.[0].replace(/steps\/[\w-]+\.ts/, `steps/${file}.ts`) ?? '';
  const block = `
  # What it is for, in a line.
  ${name}Function:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      AutoPublishAliasAllProperties: true
      Handler: ${file}.handler
      Policies:
        - Version: '2012-10-17'
          Statement:
            - { Effect: Allow, Action: s3:GetObject, Resource: !Sub '\${Photos.Arn}/derived/*' }
${metadata}`;
  const substitution = `${name}FunctionArn: !Ref ${name}Function.Version`;
  const right = `- !Sub '\${${name}Function.Arn}:*'`;
  const asLast = (line: string, text: string) => `${/^ */.exec(line)![0]}${text}\n`;
  return [
    {
      file: TEMPLATE,
      insert: (text) => (metadata === '' ? undefined : behindLast(text, blocks, () => block)),
      snippet: block,
    },
    {
      file: TEMPLATE,
      insert: (text) =>
        behindLast(text, /^ +\w+FunctionArn: !Ref \w+Function\.Version\n/gm, (line) =>
          asLast(line, substitution),
        ),
      snippet: `        ${substitution}   # below DefinitionSubstitutions`,
    },
    {
      file: TEMPLATE,
      insert: (text) =>
        behindLast(text, /^ +- !Sub '\$\{\w+Function\.Arn\}:\*'\n/gm, (line) => asLast(line, right)),
      snippet: `                ${right}   # below Sid: Steps of the state machine`,
    },
  ];
}

function editorInsertion(file: string, name: string): Insertion {
  return {
    file,
    insert: (text) =>
      behindLast(
        text,
        /^ +"\w+Function"(?=\n\s*\])/gm,
        (line) => `,\n${/^ */.exec(line)![0]}"${name}Function"`,
      ),
    snippet: `"${name}Function"   // among the functions`,
  };
}

function stateOf(name: string, file: string): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: {
      FunctionName: `\${${name}FunctionArn}`,
      Payload: {
        'executionArn.$': '$$.Execution.Id',
        configuration: '${Configuration}',
        'image.$': '$.inspection.image',
      },
    },
    ResultSelector: { 'findings.$': '$.Payload.findings' },
    ResultPath: `$.${file.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    TimeoutSeconds: 30,
    Retry: RETRY_POLICIES.lambdaStep,
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.fault', Next: 'WithdrawPhoto' }],
    Next: 'the state behind it',
  };
}
