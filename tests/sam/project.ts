// Where things lie, and what the template says of functions: read by the parts of this suite.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseTemplate } from '../../packages/laptop-cloud/src/stack/template.ts';

export const ROOT = path.join(import.meta.dirname, '../..');
export const BUILD_FOLDER = path.join(ROOT, '.aws-sam/build');

/** The processor of this machine, as the template's parameter has it: what is invoked here must run here. */
export const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';

export interface BuiltFunction {
  logicalId: string;
  /** Name of the file without its ending, of the bundle and of the source alike. */
  step: string;
  /** Path of the source below src. */
  entryPoint: string;
  usesLayer: boolean;
}

/** Every function of the template. */
export function builtFunctions(): BuiltFunction[] {
  const { resources } = parseTemplate(readFileSync(path.join(ROOT, 'template.yaml'), 'utf8'));
  return Object.entries(resources)
    .filter(([, { type }]) => type === 'AWS::Serverless::Function')
    .map(([logicalId, { properties, metadata }]) => {
      const [entryPoint] = (metadata['BuildProperties'] as { EntryPoints: [string] }).EntryPoints;
      return {
        logicalId,
        step: path.basename(entryPoint, '.ts'),
        entryPoint,
        usesLayer: properties['Layers'] !== undefined,
      };
    });
}

/** The built bundle of a function. */
export function bundleOf({ logicalId, step }: BuiltFunction): string {
  return path.join(BUILD_FOLDER, logicalId, `${step}.js`);
}

/** node_modules of the built sharp layer for a processor, by default this machine's. */
export function layerModules(cpu: 'x64' | 'arm64' = process.arch === 'arm64' ? 'arm64' : 'x64'): string {
  const layer = { x64: 'SharpX64Layer', arm64: 'SharpArm64Layer' }[cpu];
  return path.join(BUILD_FOLDER, layer, 'nodejs/node_modules');
}
