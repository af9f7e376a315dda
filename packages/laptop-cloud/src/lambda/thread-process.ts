// Entry of the child process that holds the worker threads: does as it is told, tells what becomes of them, ends with its parent.
import type { ChildOrder, ChildReport } from './messages.ts';
import { inProcessHost, type Thread } from './thread.ts';

const host = inProcessHost();
const threads = new Map<number, Thread>();

// A handler's last lines and its answer come at the same moment: one message says it all.
let untold: ChildReport[] = [];
const tell = (report: ChildReport): void => {
  untold.push(report);
  if (untold.length === 1) setImmediate(tellAll);
};
const tellAll = (): void => {
  process.send?.(untold);
  untold = [];
};

const on: { [Order in ChildOrder['order']]: (order: Extract<ChildOrder, { order: Order }>) => void } = {
  start: ({ id, plan }) => {
    const thread = host.start(plan, (report) => {
      if (report.type === 'ended') threads.delete(id);
      tell({ id, report });
    });
    threads.set(id, thread);
  },
  send: ({ id, message }) => threads.get(id)?.send(message),
  stop: ({ id }) => void threads.get(id)?.stop(),
};

process.on('message', (orders: ChildOrder[]) => {
  for (const order of orders) on[order.order](order as never);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the parent still wants to end what is under way, and then ends this process.
process.on('SIGINT', () => undefined);
