// Reserved concurrency as the API sets it. Over that of the template it holds until the template says something else; with a file it
// survives a restart.
import { loadJson, saveJson } from '../json-list.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** What was put for a function, and what the template said then. */
interface Reserve {
  functionId: string;
  planned?: number;
  /** Missing where the reserve of the template was taken away. */
  reserved?: number;
}

export interface ReservedConcurrency {
  /** The function with what holds for it now. */
  of(lambdaFunction: LambdaFunction): LambdaFunction;
  /** Undefined takes it away. */
  put(planned: LambdaFunction, reserved: number | undefined): void;
  forget(functionId: string): void;
}

export function openReservedConcurrency(file: string | null): ReservedConcurrency {
  const reserves = new Map((loadJson(file) as Reserve[]).map((one) => [one.functionId, one]));
  const save = () => saveJson(file, [...reserves.values()]);
  return {
    of(lambdaFunction) {
      const known = reserves.get(lambdaFunction.logicalId);
      if (!known || known.planned !== lambdaFunction.reservedConcurrency) return lambdaFunction;
      const { reservedConcurrency: planned, ...others } = lambdaFunction;
      return known.reserved === undefined ? others : { ...others, reservedConcurrency: known.reserved };
    },
    put({ logicalId: functionId, reservedConcurrency: planned }, reserved) {
      reserves.delete(functionId);
      if (reserved !== planned)
        reserves.set(functionId, {
          functionId,
          ...(planned === undefined ? {} : { planned }),
          ...(reserved === undefined ? {} : { reserved }),
        });
      save();
    },
    forget(functionId) {
      if (reserves.delete(functionId)) save();
    },
  };
}
