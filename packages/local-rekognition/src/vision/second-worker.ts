// The worker of a thread beside the process's own: this side asks.

import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SecondWorker } from './inference-workers.ts';
import type { OpenPixels } from './pixels.ts';
import type { SecondAnswers, SecondLook, SecondMessage, SecondReply } from './protocol.ts';
import { createQueue } from './queue.ts';

const ENTRY = join(import.meta.dirname, `second-worker-thread${extname(import.meta.filename)}`);

/** Starts the thread, which loads its models; once `onFailure` has heard why it ended, questions stay unanswered. */
export function startSecondWorker(onFailure: (cause: unknown) => void): SecondWorker {
  const inTurn = createQueue();
  const thread = new Worker(ENTRY, { name: 'second worker' });
  const { promise: loaded, resolve: isLoaded } = Promise.withResolvers<void>();
  let waiting: ((reply: SecondReply) => void) | undefined;

  thread.on('message', (message: SecondMessage) => ('isLoaded' in message ? isLoaded() : waiting?.(message)));
  thread.on('error', onFailure);
  thread.on('exit', (code) => onFailure(new Error(`the thread exited with code ${code}`)));

  function look<Look extends keyof SecondAnswers>(
    name: Look,
    open: OpenPixels,
  ): Promise<SecondAnswers[Look]> {
    return inTurn(async () => {
      const question: SecondLook = { look: name, pixels: await open() };
      const reply = await new Promise<SecondReply>((resolve) => {
        waiting = resolve;
        thread.postMessage(question);
      });
      if ('fault' in reply) throw new Error(reply.fault);
      return reply.answer as SecondAnswers[Look];
    });
  }

  return {
    loaded,
    locateFaces: (open) => look('faces', open),
    moderate: (open) => look('moderation', open),
    findObjects: (open) => look('labels', open),
  };
}
