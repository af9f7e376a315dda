// The process under attack: the application's own cloud, which tells its parent where it answers, and what it costs: how long its
// thread has worked without a break, by its own clock (other processes of the machine do not count), and its memory.
import { project } from '../../laptop.config.ts';
import { cloudOptionsOf, withDefaults } from '../../packages/laptop-cloud/src/cli/project.ts';
import { startCloud } from '../../packages/laptop-cloud/src/cloud.ts';
import type { Fact, Request } from './facts.ts';

const [stateFolder = '', templatePath = ''] = process.argv.slice(2);
const tell = (fact: Fact) => process.send?.(fact);

const options = cloudOptionsOf(withDefaults(project));
const cloud = await startCloud({
  ...options,
  stateFolder,
  templatePath,
  port: Number(process.env['FUZZ_PORT'] ?? 0),
  // What failed in a way that nobody foresaw has a stack.
  log: (line) => /\n\s+at /.test(line) && tell({ kind: 'failure', line }),
});
tell({
  kind: 'ready',
  endpoint: cloud.endpoint,
  sites: cloud.sites().map(({ address }) => address),
  resources: cloud.stack.resources.map(({ type, logicalId }) => ({ type, id: cloud.stack.ref(logicalId) })),
  services: cloud.services.map(({ scope, protocol, operations = [] }) => ({
    scope,
    ...(protocol ? { protocol } : {}),
    operations: operations.map(({ name, input }) => ({ name, ...membersIn(input) })),
  })),
});

/** A zod schema as far as it tells of members. */
interface Schema {
  _zod: { optin?: string; def: { shape?: Record<string, Schema>; innerType?: Schema; in?: Schema } };
}

/** The members that an operation reads, as far as its schema tells. */
function membersIn(input: unknown): { required: string[]; known: string[] } {
  let { def } = (input as Schema)._zod;
  while (!def.shape && (def.innerType ?? def.in)) def = (def.innerType ?? def.in)!._zod.def;
  const members = Object.entries(def.shape ?? {});
  return {
    known: members.map(([name]) => name),
    required: members.flatMap(([name, schema]) => (schema._zod.optin === 'optional' ? [] : [name])),
  };
}

const TICK_MS = 50;
const HANG_MS = 1000;
let spent = process.threadCpuUsage();
setInterval(() => {
  const { user, system } = process.threadCpuUsage(spent);
  spent = process.threadCpuUsage();
  const ms = (user + system) / 1000;
  // Much work in one tick may be many requests: only one that lets nobody else in takes so long.
  if (ms > HANG_MS) tell({ kind: 'hang', ms });
}, TICK_MS);

// Nobody is left who looks.
process.on('disconnect', () => process.exit(1));
process.on('message', ({ ask }: Request) => {
  if (ask === 'memory') {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    tell({ kind: 'memory', rss, heapUsed });
  } else {
    void cloud.close().then(() => process.exit(0));
  }
});
