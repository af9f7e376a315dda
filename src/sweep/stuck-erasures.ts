// Erasures that are not done: the proof failed, or the execution was stopped. Each is started again, less and less often, for as long
// as it takes; the alarm tells when that is long.

import { openErasures, reviveErasure } from '../adapters/erasure-rows.ts';
import { type Life, lifeOf } from '../adapters/execution-life.ts';
import { startErasure } from '../adapters/step-functions.ts';
import { nextName, patience, triesOf } from '../domain/again.ts';
import { setting } from '../shared/config.ts';
import { ageOf, eachOf, type Kind, later, MINUTE_MS } from './run.ts';

/** Longer than an erasure takes that waits for a form and goes three rounds. */
const DONE_WITHIN_MS = 30 * MINUTE_MS;

export const stuckErasures: Kind = {
  name: 'erasure',
  async sweep(run) {
    const now = run.now();
    const before = later(now, -DONE_WITHIN_MS);
    const most = run.bounds.looked;
    const open = [
      ...(await openErasures('delayed', before, most)),
      ...(await openErasures('running', before, most)),
    ];
    const found = open.filter(({ sweepAfter = '' }) => sweepAfter <= now.toISOString());
    const swept = await eachOf(run, found, async (record) => {
      const { erasureId = '', sweptFrom } = record;
      const life = await lifeOf(executionOf(erasureId));
      if (life.state === 'running') return 'not-stuck';
      const riderId = riderOf(life) ?? (sweptFrom && riderOf(await lifeOf(executionOf(sweptFrom))));
      if (!riderId) throw new Error('The execution of an erasure is unknown, and with it whom it is about');
      const next = life.state === 'ended' ? nextName(erasureId) : erasureId;
      const from = life.state === 'ended' ? erasureId : sweptFrom;
      const until = later(now, patience(DONE_WITHIN_MS / 1000, triesOf(next)) * 1000);
      if (!(await reviveErasure(record, { erasureId: next, sweptFrom: from ?? erasureId, until }, now)))
        return 'taken';
      await startErasure({ riderId, erasureId: next });
      return 'started-again';
    });
    const ages = open.map(({ requestedAt }) => ageOf(requestedAt, now));
    return { ...swept, oldestSeconds: Math.max(0, ...ages) };
  },
};

const executionOf = (erasureId: string): string =>
  `${setting('FORGET_RIDER_ARN').replace(':stateMachine:', ':execution:')}:${erasureId}`;

function riderOf(life: Life): string | undefined {
  const riderId = life.state === 'ended' ? life.input?.['riderId'] : undefined;
  return typeof riderId === 'string' ? riderId : undefined;
}
