// The resource types behind Lambda: functions and layers of a SAM template.

import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { functionArn, layerArn } from '../arns.ts';
import { pathHint } from '../stack/near-path.ts';
import type { Resource, ResourceType, ResourceTypes, StackContext } from '../stack/resource.ts';
import {
  bundlesOldSdk,
  type CodePlaces,
  moduleOfHandler,
  nodeVersion,
  uninstalledPackages,
  writeInlineCode,
} from './function-code.ts';
import { type LambdaFunction, lambdaFunctionOf } from './lambda-function.ts';
import { packagesOfLayer } from './layers.ts';

export interface Registry {
  addFunction(lambdaFunction: LambdaFunction): void;
  /** Packages that a layer brings; undefined when that cannot be told. */
  addLayer(arn: string, packages: string[] | undefined): void;
}

/** Types whose provision() registers what the template describes. */
export function lambdaResourceTypes(places: CodePlaces, registry: Registry): ResourceTypes {
  const shared = functionType(places, registry);
  return {
    'AWS::Serverless::Function': {
      ...shared,
      properties: [...SHARED_PROPERTIES, 'CodeUri', 'InlineCode', 'ImageUri', 'Tracing'],
      ignored: {
        ...SHARED_IGNORED,
        AssumeRolePolicyDocument:
          'whoever may act as the role of a function: on a laptop only the function does',
        Policies: 'the stack makes the role from them',
        PropagateTags: 'labels for bills',
        RolePath: 'no policy here matches on it',
      },
    },
    'AWS::Lambda::Function': {
      ...shared,
      properties: [...SHARED_PROPERTIES, 'Code', 'TracingConfig'],
      ignored: SHARED_IGNORED,
    },
    'AWS::Serverless::LayerVersion': layerType(places.baseDir, registry),
  };
}

const SHARED_PROPERTIES = [
  'FunctionName',
  'Handler',
  'Runtime',
  'PackageType',
  'DeadLetterConfig',
  'MemorySize',
  'Timeout',
  'Environment',
  'Layers',
  'LoggingConfig',
  'ReservedConcurrentExecutions',
  'Role',
];

const SHARED_IGNORED = {
  Architectures: 'code is JavaScript; native packages come from the node_modules of this machine',
  CodeSigningConfigArn: 'the code is that of this project',
  Description: 'text for people',
  EphemeralStorage: 'the temporary folder of a laptop is larger',
  ImageConfig: 'the laptop runs no containers, and refuses calls of such a function',
  KmsKeyArn: 'variables stay in memory here',
  RuntimeManagementConfig: 'the laptop runs on the Node it has',
  SnapStart: 'environments start from nothing here',
  Tags: 'labels for people and bills',
  VpcConfig: 'a laptop has no VPC: functions reach what the machine reaches',
};

function functionType(places: CodePlaces, registry: Registry): Omit<ResourceType, 'properties' | 'ignored'> {
  return {
    nameProperty: 'FunctionName',
    ref: (name) => name,
    attributes: (name, context) => ({ Arn: functionArn(context, name) }),
    // Versions and aliases are planned from it.
    plan: (resource, context) => {
      registry.addFunction(lambdaFunctionOf(resource, context, places));
      return false;
    },
    provision: async (resource, context) => {
      const lambdaFunction = lambdaFunctionOf(resource, context, places);
      const { codeFolder, build } = lambdaFunction;
      writeInlineCode(lambdaFunction);
      for (const entry of build.entryPoints)
        if (
          !['', '.ts', '.js', '.mts', '.mjs'].some((ending) =>
            existsSync(resolve(codeFolder, entry + ending)),
          )
        )
          throw new Error(`Metadata.BuildProperties.EntryPoints: ${entry} is not in ${codeFolder}.`);
      if (build.isAsItIs && lambdaFunction.refusal === undefined && !moduleOfHandler(lambdaFunction))
        throw new Error(
          `Handler ${lambdaFunction.handler} is in no .js, .mjs or .cjs file of ${codeFolder}; TypeScript needs Metadata: { BuildMethod: esbuild }.`,
        );
      registry.addFunction(lambdaFunction);
    },
    notices: (resource, context) => noticesOf(lambdaFunctionOf(resource, context, places)),
  };
}

/** What its owner should know before it is called. */
function noticesOf(lambdaFunction: LambdaFunction): string[] {
  const { logicalId, refusal, runtime, codeFolder } = lambdaFunction;
  if (refusal !== undefined)
    return [
      `${logicalId} will not run when it is called: ${refusal}. A mocked response can stand in its place.`,
    ];
  const own = Number(process.versions.node.split('.')[0]);
  const missing = uninstalledPackages(lambdaFunction);
  return [
    ...(nodeVersion(runtime) === own
      ? []
      : [`${logicalId} is written for ${runtime} and runs on Node ${own}.`]),
    ...(bundlesOldSdk(lambdaFunction)
      ? [
          `${logicalId} bundles aws-sdk, version 2 of the SDK: it reads no AWS_ENDPOINT_URL and calls the real AWS unless its code names an endpoint, or External: [aws-sdk] leaves it out.`,
        ]
      : []),
    ...(missing.length === 0
      ? []
      : [
          `${logicalId} asks for ${missing.join(', ')}, not installed: npm install --prefix ${relative('.', codeFolder) || '.'}`,
        ]),
  ];
}

function layerType(baseDir: string, registry: Registry): ResourceType {
  // A deployment makes version after version; a laptop has the one that lies on its disk.
  const arn = (name: string, context: StackContext) => layerArn(context, name, 1);
  return {
    nameProperty: 'LayerName',
    ref: arn,
    attributes: (name, context) => ({ LayerVersionArn: arn(name, context) }),
    properties: ['LayerName', 'ContentUri'],
    ignored: {
      CompatibleArchitectures: 'packages come from the node_modules of this machine',
      CompatibleRuntimes: 'all functions run on the same Node here',
      Description: 'text for people',
      LicenseInfo: 'text for people',
      RetentionPolicy: 'nothing is deployed, so nothing is kept',
    },
    provision: async ({ physicalName, properties }: Resource, context) => {
      if (typeof properties.ContentUri !== 'string') throw new Error('ContentUri must be a string.');
      const folder = resolve(baseDir, properties.ContentUri);
      if (!existsSync(folder)) throw new Error(`ContentUri: ${folder} does not exist.${pathHint(folder)}`);
      registry.addLayer(arn(physicalName, context), packagesOfLayer(folder));
    },
  };
}
