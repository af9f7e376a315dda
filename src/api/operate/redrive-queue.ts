import { noteAct } from '../../adapters/operator-acts.ts';
import { deadLettersOf, moveDeadLetters } from '../../adapters/stack-queues.ts';
import { defineRoute } from '../../shared/route.ts';
import { DeadLetters } from '../schemas/health.ts';
import { QueueParams } from '../schemas/operate.ts';

/** Sent again while they are on their way, or when none is left, it changes nothing. */
export const redriveQueue = defineRoute({
  route: 'PUT /v1/queues/{name}/redrive',
  summary: 'Send what a queue gave up on back to it',
  audience: 'operator',
  params: QueueParams,
  answers: { 202: DeadLetters },
  run: async ({ params: { name }, caller, now }) => {
    const before = await deadLettersOf(name);
    if (before.messages === 0 || before.move?.state === 'RUNNING')
      return { status: 202, body: { name, ...before } };
    await noteAct(caller, { act: 'redrive-queue', subject: name }, now);
    await moveDeadLetters(name);
    return { status: 202, body: { name, ...(await deadLettersOf(name)) } };
  },
});
