import { listErasures as list } from '../../adapters/erasure-rows.ts';
import { defineRoute } from '../../shared/route.ts';
import { ErasurePage, ErasureQuery } from '../schemas/operate.ts';

export const listErasures = defineRoute({
  route: 'GET /v1/erasures',
  summary: 'The record of erasures, in no order',
  audience: 'operator',
  query: ErasureQuery,
  answers: { 200: ErasurePage },
  run: async ({ query }) => {
    const { erasures, next } = await list(query.after, 50);
    return { status: 200, body: { erasures, next: next ?? null } };
  },
});
