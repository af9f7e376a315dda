// Version 2 of the SDK reads no AWS_ENDPOINT_URL. Where a function would find it, its configuration, which all its clients
// share, is told where the laptop is before any code of the function runs.
import { createRequire } from 'node:module';

/** Does nothing where the package is not installed. A copy inside a bundle cannot be reached. */
export function pointOldSdk(moduleFile: string, endpoint: string | undefined): void {
  const ofFunction = createRequire(moduleFile);
  let core: string;
  try {
    core = ofFunction.resolve('aws-sdk/lib/core');
  } catch {
    return;
  }
  // Without it the core lacks what belongs to Node.
  ofFunction('aws-sdk/lib/node_loader');
  const { config } = ofFunction(core) as { config: { update(values: object): void } };
  // A bucket or another prefix in the host's name would be a host that nobody here knows.
  config.update({ endpoint, s3ForcePathStyle: true, hostPrefixEnabled: false });
}

/** The way out for who waits for version 2 of the runtime, in the words of an error; nothing for any other package. */
export function oldSdkHint(message: string): string {
  if (!/'aws-sdk(\/[^']*)?'/.test(message)) return '';
  return '\nThis is version 2 of the SDK, which Lambda has in no runtime since nodejs18.x, and the laptop in none: npm install aws-sdk@2 beside the function, or use the @aws-sdk packages.';
}
