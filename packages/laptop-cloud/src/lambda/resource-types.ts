// The resource types behind Lambda: functions and layers of a SAM template.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Resource, ResourceType, ResourceTypes, StackContext } from '../stack/resource.ts';
import { functionArn, type LambdaFunction, lambdaFunctionOf } from './lambda-function.ts';
import { packagesOfLayer } from './layers.ts';

export interface Registry {
  addFunction(lambdaFunction: LambdaFunction): void;
  /** Packages that a layer brings; undefined when that cannot be told. */
  addLayer(arn: string, packages: string[] | undefined): void;
}

/** Types whose provision() registers what the template describes. Paths are relative to `baseDir`. */
export function lambdaResourceTypes(baseDir: string, registry: Registry): ResourceTypes {
  return {
    'AWS::Serverless::Function': functionType(baseDir, registry),
    'AWS::Serverless::LayerVersion': layerType(baseDir, registry),
  };
}

function functionType(baseDir: string, registry: Registry): ResourceType {
  return {
    nameProperty: 'FunctionName',
    ref: (name) => name,
    attributes: (name, context) => ({ Arn: functionArn(name, context) }),
    properties: [
      'FunctionName',
      'CodeUri',
      'Handler',
      'Runtime',
      'MemorySize',
      'Timeout',
      'Environment',
      'Layers',
      'LoggingConfig',
      'ReservedConcurrentExecutions',
      'Role',
      'Tracing',
    ],
    inert: {
      Policies: 'the stack makes the role from them',
      Architectures: 'bundles are JavaScript; native packages come from the node_modules of this machine',
      Description: 'text for people',
      EphemeralStorage: 'the temporary folder of a laptop is larger',
      KmsKeyArn: 'variables stay in memory here',
      PackageType: 'a function with CodeUri is a Zip',
      PropagateTags: 'labels for bills',
      RuntimeManagementConfig: 'the laptop runs on the Node it has',
      Tags: 'labels for people and bills',
    },
    // Versions and aliases are planned from it.
    plan: (resource, context) => {
      registry.addFunction(lambdaFunctionOf(resource, context, baseDir));
      return false;
    },
    provision: async (resource, context) => {
      const lambdaFunction = lambdaFunctionOf(resource, context, baseDir);
      const { codeFolder, build } = lambdaFunction;
      for (const entry of build.entryPoints)
        if (
          !['', '.ts', '.js', '.mts', '.mjs'].some((ending) =>
            existsSync(resolve(codeFolder, entry + ending)),
          )
        )
          throw new Error(`Metadata.BuildProperties.EntryPoints: ${entry} is not in ${codeFolder}.`);
      registry.addFunction(lambdaFunction);
    },
  };
}

function layerType(baseDir: string, registry: Registry): ResourceType {
  // A deployment makes version after version; a laptop has the one that lies on its disk.
  const arn = (name: string, { partition, region, accountId }: StackContext) =>
    `arn:${partition}:lambda:${region}:${accountId}:layer:${name}:1`;
  return {
    nameProperty: 'LayerName',
    ref: arn,
    attributes: (name, context) => ({ LayerVersionArn: arn(name, context) }),
    properties: ['LayerName', 'ContentUri'],
    inert: {
      CompatibleArchitectures: 'packages come from the node_modules of this machine',
      CompatibleRuntimes: 'all functions run on the same Node here',
      Description: 'text for people',
      LicenseInfo: 'text for people',
      RetentionPolicy: 'nothing is deployed, so nothing is kept',
    },
    provision: async ({ physicalName, properties }: Resource, context) => {
      if (typeof properties.ContentUri !== 'string') throw new Error('ContentUri must be a text.');
      const folder = resolve(baseDir, properties.ContentUri);
      if (!existsSync(folder)) throw new Error(`ContentUri: ${folder} does not exist.`);
      registry.addLayer(arn(physicalName, context), packagesOfLayer(folder));
    },
  };
}
