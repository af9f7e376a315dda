// How the lists of the API come in pages.
import * as z from 'zod';
import { ServiceError } from '../service.ts';

export const Paging = {
  MaxResults: z.coerce.number().int().min(1).max(100).optional(),
  NamePrefix: z.string().optional(),
  NextToken: z.string().optional(),
};
const LargestPage = 100;

export function paging(size = LargestPage, token?: string) {
  return {
    size,
    token,
    refusal: () => new ServiceError('ValidationException', 'NextToken is not valid.'),
  };
}
