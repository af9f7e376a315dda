// PublishVersion, for functions of the template and those that the API has made.
import { createHash } from 'node:crypto';
import type { Bundler } from './bundle.ts';
import { lookAnew } from './cached-build.ts';
import type { FunctionVersions } from './function-versions.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { isMade, type MadeFunctions } from './made-functions.ts';
import { keepCode } from './version-code.ts';

export interface VersionPublisher {
  /** Of the code of a function, in base64. Throws LambdaError with esbuild's own words. */
  codeSha256(lambdaFunction: LambdaFunction): Promise<string>;
  /**
   * Publishes the function as it is, or gives the newest version where that is the same, by its qualified name. Throws as
   * `codeSha256` does.
   */
  publish(lambdaFunction: LambdaFunction, description?: string): Promise<LambdaFunction>;
}

export interface VersionPublisherOptions {
  bundler: Bundler;
  versions: FunctionVersions;
  made: MadeFunctions;
  frozenFolder: string;
  baseDir: string;
}

export function createVersionPublisher(options: VersionPublisherOptions): VersionPublisher {
  const { bundler, versions, made } = options;
  /** By function: two who publish it at once get two numbers, or the same version. */
  const under = new Map<string, Promise<unknown>>();

  async function codeSha256(lambdaFunction: LambdaFunction): Promise<string> {
    if (isMade(lambdaFunction)) return lambdaFunction.made.code.sha256;
    lookAnew();
    const { sources } = await bundler.bundle(lambdaFunction);
    return createHash('sha256').update(JSON.stringify(sources)).digest('base64');
  }

  async function publish(lambdaFunction: LambdaFunction, description?: string): Promise<LambdaFunction> {
    const { logicalId, name } = lambdaFunction;
    const request = {
      codeSha256: await codeSha256(lambdaFunction),
      ...(description === undefined ? {} : { description }),
    };
    const known = versions.same(lambdaFunction, request);
    if (known) return versions.qualified(lambdaFunction, String(known.number));
    if (isMade(lambdaFunction)) {
      const { number } = versions.add(lambdaFunction, request);
      made.touch(name);
      return versions.qualified(lambdaFunction, String(number));
    }
    await keepCode(options, lambdaFunction, versions.next(logicalId));
    return versions.qualified(lambdaFunction, String(versions.add(lambdaFunction, request).number));
  }

  return {
    codeSha256,
    publish(lambdaFunction, description) {
      const { logicalId } = lambdaFunction;
      const publishing = (under.get(logicalId) ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => publish(lambdaFunction, description))
        .finally(() => under.get(logicalId) === publishing && under.delete(logicalId));
      under.set(logicalId, publishing);
      return publishing;
    },
  };
}
