import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { functionSources, stepOfSource } from '../../src/cli/step/entry-points.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'entry-points-'));
const templatePath = path.join(folder, 'template.yaml');
writeFileSync(
  templatePath,
  `
Globals: { Function: { CodeUri: functions, Handler: shared.handler } }
Resources:
  WeighFunction:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: weigh.handler }
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [scales/weigh.ts] } }
  Label: { Type: AWS::Serverless::Function, Properties: { Handler: label/app.handler } }
  Shared: { Type: AWS::Serverless::Function }
  Raw: { Type: AWS::Lambda::Function, Properties: { Code: ./raw, Handler: index.main } }
  Bucket: { Type: AWS::S3::Bucket }
`,
);
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['src/scales/weigh.ts', 'Weigh'],
  ['functions/label/app.mjs', 'Label'],
  ['functions/shared.js', 'Shared'],
  ['raw/index.js', 'Raw'],
  ['src/scales.ts', undefined],
])('%s is where %s starts', (file, step) => {
  expect(stepOfSource(path.join(folder, file), functionSources(templatePath))).toBe(step);
});

test('without a template there is no step', () => {
  expect(functionSources(path.join(folder, 'other.yaml'))).toEqual([]);
});
