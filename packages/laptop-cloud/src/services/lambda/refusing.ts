// What the runtime refuses of code and properties, in Lambda's words.
import { LambdaError } from '../../lambda/lambda-error.ts';
import { UnzippedSizeError, ZipError } from '../../lambda/unzip.ts';
import { invalidParameter } from './invalid-parameter.ts';

/** Throws InvalidParameterValueException for what the caller has given; what the disk refuses goes on as it is. */
export async function refusing<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof UnzippedSizeError) throw invalidParameter(error.message);
    if (error instanceof ZipError)
      throw invalidParameter(
        `Could not unzip uploaded file. Please check your file, then try to upload again: ${error.message}.`,
      );
    if (error instanceof LambdaError && error.code === 'BundleFailed')
      throw invalidParameter(error.message, error);
    // What the disk refuses has a code of its own; what a property says has none.
    if (error instanceof Error && !('code' in error)) throw invalidParameter(error.message);
    throw error;
  }
}
