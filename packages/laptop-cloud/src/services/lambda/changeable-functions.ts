// Which functions the API may change, and when.
import type { Lambda } from '../../lambda/lambda.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import type { MadeFunction } from '../../lambda/made-functions.ts';
import { ServiceError } from '../service.ts';
import { functionsOnly } from './function-names.ts';
import { qualifierOf } from './invoke-settings.ts';

/** One that the API has made. Throws ResourceConflictException for one of the template. */
export function changeable({ made }: Lambda, found: LambdaFunction): MadeFunction {
  const { name, arn } = found;
  const known = made.named(name);
  if (!known)
    throw conflict(
      `${name} is a function of the template: its code is that of the project, and it goes when the template has it no more`,
    );
  if (![undefined, LATEST].includes(qualifierOf(arn))) throw functionsOnly();
  return known;
}

export function conflict(message: string): ServiceError {
  return new ServiceError('ResourceConflictException', message, 409, { Type: 'User' });
}

/** Functions whose new code is being unpacked: nobody else changes or publishes them meanwhile. */
export class UpdatesUnderWay {
  readonly #names = new Set<string>();

  /** Throws ResourceConflictException. */
  check({ name, arn }: LambdaFunction): void {
    if (this.#names.has(name))
      throw conflict(
        `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
      );
  }

  async during<T>(found: LambdaFunction, update: () => Promise<T>): Promise<T> {
    this.check(found);
    this.#names.add(found.name);
    try {
      return await update();
    } finally {
      this.#names.delete(found.name);
    }
  }
}
