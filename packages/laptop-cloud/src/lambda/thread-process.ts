// Entry of the child process that holds the worker threads: does as it is told, tells what becomes of them, ends with its parent.
import type { ChildOrder, ChildReport, ThreadPlan } from './messages.ts';
import { inProcessHost, isEnd, type Thread } from './thread.ts';

/** Of what was told and has not been sent: who waits to hear that it has. */
let waiting: (() => void)[] = [];
const host = inProcessHost((isTaken) => waiting.push(isTaken));
const threads = new Map<number, Thread>();

// A handler's last lines and its answer come at the same moment: one message says it all.
let untold: ChildReport[] = [];
const tell = (report: ChildReport): void => {
  untold.push(report);
  if (untold.length === 1) setImmediate(tellAll);
};
const tellAll = (): void => {
  const sent = waiting;
  process.send?.(untold, () => {
    for (const isTaken of sent) isTaken();
  });
  untold = [];
  waiting = [];
};

process.on('message', (orders: ChildOrder[]) => {
  for (const order of orders) obey(order);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the parent still wants to end what is under way, and then ends this process.
process.on('SIGINT', () => undefined);

function obey(order: ChildOrder): void {
  const [what, id] = order;
  if (what === 'send') threads.get(id)?.send(order[2]);
  else if (what === 'stop') void threads.get(id)?.stop();
  else threads.set(id, startThread(id, order[2]));
}

function startThread(id: number, plan: ThreadPlan): Thread {
  return host.start(plan, (report) => {
    if (isEnd(report)) threads.delete(id);
    tell([id, report]);
  });
}
