import { inputOf } from '../../adapters/executions.ts';
import { noteAct } from '../../adapters/operator-acts.ts';
import { startErasure } from '../../adapters/step-functions.ts';
import { Problem } from '../../shared/problem.ts';
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
  problems: { 409: ['another-erasure'] },
  run: async ({ params: { erasureId }, body: { riderId }, caller, now }) => {
    await noteAct(caller, { act: 'erase-rider', subject: erasureId }, now);
    const isNew = await startErasure({ riderId, erasureId });
    if (!isNew && (await riderOf(erasureId)) !== riderId)
      throw new Problem(409, 'another-erasure', 'An erasure of this id is of another rider', {
        detail: 'Give every erasure an id of its own.',
      });
    return { status: 202 };
  },
});

async function riderOf(erasureId: string): Promise<string | undefined> {
  const input = await inputOf('forget-rider', erasureId);
  return input === undefined ? undefined : (JSON.parse(input) as { riderId?: string }).riderId;
}
