// Members that several operations share, with Rekognition's own bounds.

import { pageOf, ServiceError } from 'laptop-cloud/service';
import * as z from 'zod';
import { QUALITY_FILTERS } from './quality-filter.ts';

export const INVALID = 'InvalidParameterException';

export const CollectionId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[a-zA-Z0-9_.-]+$/);
export const ExternalImageId = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[a-zA-Z0-9_.:-]+$/);
export const FaceId = z.string().regex(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
export const Percent = z.number().min(0).max(100);
export const MaxFaces = z.int().min(1).max(4096);
export const Quality = z.enum(QUALITY_FILTERS);
export const PageSize = z.int().min(0).max(4096);

export const DEFAULT_MAX_MATCHES = 80;
export const DEFAULT_MATCH_PERCENT = 80;

const DEFAULT_PAGE = 1000;

/** One page of a list, as large as may be where no size is asked for. */
export function page<T>(
  all: readonly T[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: T[]; next?: string } {
  return pageOf(all, {
    size: MaxResults || DEFAULT_PAGE,
    token: NextToken || undefined,
    refusal: () => new ServiceError('InvalidPaginationTokenException', 'Invalid pagination token'),
  });
}

/** Rekognition's answer to a search or a comparison without a face. */
export function noFace(where: string): ServiceError {
  return new ServiceError(INVALID, `There are no faces in the ${where}. Should be at least 1.`);
}
