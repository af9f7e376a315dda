import { noteAct } from '../../adapters/operator-acts.ts';
import { startErasure } from '../../adapters/step-functions.ts';
import { defineRoute } from '../../shared/route.ts';
import { ErasureOf, ErasureParams } from '../schemas/operate.ts';

/** The same erasure again is the same one. A rider whom another erasure is at is left to that. */
export const putErasureOf = defineRoute({
  route: 'PUT /v1/erasures/{erasureId}',
  summary: 'Have a rider erased who asked for it by another way than the page',
  audience: 'operator',
  params: ErasureParams,
  body: ErasureOf,
  answers: { 202: null },
  run: async ({ params: { erasureId }, body: { riderId }, caller, now }) => {
    await noteAct(caller, { act: 'erase-rider', subject: erasureId }, now);
    await startErasure({ riderId, erasureId });
    return { status: 202 };
  },
});
