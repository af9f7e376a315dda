// Whether a function would find, deployed, what its bundle leaves out: a layer must bring it, or the runtime.
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

/** Packages of a layer, from the package.json it is built from; undefined when it has none to read. */
export function packagesOfLayer(contentFolder: string): string[] | undefined {
  const manifest = ['package.json', 'nodejs/package.json']
    .map((file) => join(contentFolder, file))
    .find((file) => existsSync(file));
  if (manifest === undefined) return undefined;
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(dependencies);
}

/** Of the modules a bundle asks for, those that neither the runtime (Node, the SDK) nor a layer brings. */
export function missingPackages(
  externals: readonly string[],
  layers: readonly string[],
  packagesByLayer: ReadonlyMap<string, string[] | undefined>,
): string[] {
  const packages = layers.map((arn) => packagesByLayer.get(arn));
  // A layer that cannot be looked into may bring anything.
  if (packages.includes(undefined)) return [];
  const brought = packages.flatMap((names) => names ?? []);
  return externals.filter(
    (module) =>
      !isBuiltin(module) && !/^@(aws-sdk|smithy)\//.test(module) && !brought.includes(packageOf(module)),
  );
}

function packageOf(module: string): string {
  const [first = '', second = ''] = module.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
