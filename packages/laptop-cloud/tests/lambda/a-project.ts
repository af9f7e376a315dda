// A small SAM project in a folder of its own, and the Lambda runtime over it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLambda, type Lambda, type LambdaOptions } from '../../src/lambda/lambda.ts';
import { planned, provision } from '../../src/stack/provision.ts';
import type { StackContext } from '../../src/stack/resource.ts';
import { loadStack } from '../../src/stack/stack.ts';

const CONTEXT: StackContext = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  stackName: 'test',
};

export interface Project {
  folder: string;
  lambda: Lambda;
  write(file: string, text: string): void;
  /** The parsed answer of a function. */
  call(name: string, event?: unknown): Promise<unknown>;
  remove(): Promise<void>;
}

/** Files by path; `template` holds the resources, functions with CodeUri src. */
export async function aProject(
  files: Record<string, string>,
  template: string,
  {
    folder = mkdtempSync(join(tmpdir(), 'lambda-')),
    ...options
  }: Partial<LambdaOptions> & { folder?: string } = {},
): Promise<Project> {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  write('template.yaml', template);
  const lambda = createLambda({
    endpoint: () => 'http://127.0.0.1:4566',
    region: CONTEXT.region,
    baseDir: folder,
    buildFolder: join(folder, '.local/build'),
    credentialsFor: (name) => ({ accessKeyId: `key-of-${name}`, secretAccessKey: 'local' }),
    isDebugged: () => false,
    ...options,
  });
  const types = lambda.resourceTypes;
  const stack = planned(() => loadStack(join(folder, 'template.yaml'), { context: CONTEXT, types }), types);
  await provision(stack, types);
  return {
    folder,
    lambda,
    write,
    call: async (name, event = {}) => JSON.parse((await lambda.invoke(name, JSON.stringify(event))).payload),
    remove: async () => {
      await lambda.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One function resource named `Name`; properties and build properties as YAML flow text. */
export function aFunction(name: string, properties = '', build = ''): string {
  return `
  ${name}:
    Type: AWS::Serverless::Function
    Properties: { Handler: step.${name}, Runtime: nodejs24.x, CodeUri: src, ${properties} }
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [step.ts], ${build} } }`;
}
