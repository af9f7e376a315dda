// npm start: the whole system on this machine, until Ctrl-C.

import type { Cloud } from '../cloud.ts';
import { parseFaultFlag } from '../faults/flag.ts';
import { type Call, type Command, listOption, numberOption, pairsOption, textOption } from './command.ts';
import { linesTogether } from './lines-together.ts';
import { LOG_HELP, LOG_OPTIONS, showLogs } from './live-log.ts';
import { loadCloud } from './load-cloud.ts';
import { cloudOptionsOf } from './project.ts';
import { announceCloud, reportActivity } from './start/activity.ts';
import { containersHere } from './start/containers.ts';
import { giveMemoryBack } from './start/give-memory-back.ts';
import { announceKept } from './start/kept.ts';
import { announceResumed } from './start/resumed.ts';
import { announceSchedules } from './start/schedules.ts';
import { outliveStrayFailures } from './start/stray-failures.ts';
import { watchStack } from './start/watch-stack.ts';
import { compileSooner } from './tune-v8.ts';
import { UsageError } from './usage-error.ts';

export const START: Command = {
  name: 'start',
  summary: 'the whole system on this machine',
  help: `npm start -- [options]

Reads template.yaml, makes every resource and serves the AWS APIs it needs on 127.0.0.1, until Ctrl-C.

  --port N                    where to listen (default 4566; 0 picks a free port)
  --web-port N                where HTTP APIs and pages answer (default --port + 1; 0 picks a free port)
  --fault RULE                break something on purpose, e.g. service=rekognition,probability=0.2,seed=1,do=error (repeatable)
  --parameter-overrides K=V   parameters of template.yaml (repeatable)
${LOG_HELP}
  --stop-at STATE             let the debugger stop when an execution enters this state, e.g. Decide
  --containers                let containers in (sam local invoke): listens on the Docker bridge's address, too
  --keep-gb N                 keep N GB of executions: the start forgets the oldest that have ended (default: all, for 90 days)
  --state DIR                 where everything is kept (default .local)
  --help                      this text`,
  options: {
    port: { type: 'string' },
    'web-port': { type: 'string' },
    containers: { type: 'boolean' },
    fault: { type: 'string', multiple: true },
    'parameter-overrides': { type: 'string', multiple: true },
    'keep-gb': { type: 'string' },
    state: { type: 'string' },
    ...LOG_OPTIONS,
    'stop-at': { type: 'string' },
  },
  run,
};

const DEFAULT_PORT = 4566;

async function run(call: Call): Promise<number> {
  if (call.positionals.length > 0)
    throw new UsageError(`start takes no argument, not "${call.positionals[0]}"`);
  const startedAtMs = performance.now();
  const containers = call.options['containers'] ? containersHere() : undefined;
  const stopAt = textOption(call, 'stop-at');
  const parameters = pairsOption(call, 'parameter-overrides');
  await call.project.checkParameters(parameters);
  const port = numberOption(call, 'port', { least: 0, most: 65_535 }) ?? DEFAULT_PORT;
  const keepGb = numberOption(call, 'keep-gb', { least: 1, most: 100_000 });
  const faults = listOption(call, 'fault').map(parseFaultFlag);
  // Now only: a word typed wrong is not to wait for it.
  const { startCloud } = await loadCloud();
  const log = (line: string): void => call.err.line(call.err.paint.dim(line));
  const endCare = outliveStrayFailures(process, log);
  const cloud = await startCloud({
    ...cloudOptionsOf(call.project),
    stateFolder: textOption(call, 'state') ?? '.local',
    port,
    webPort: numberOption(call, 'web-port', { least: 0, most: 65_535 }) ?? webPortBeside(port),
    parameters,
    faults,
    ...(containers ? { containers } : {}),
    ...(stopAt === undefined ? {} : { stopAt }),
    ...(keepGb === undefined ? {} : { keepBytes: keepGb * 2 ** 30 }),
    log,
  });
  const busy = linesTogether(call.out);
  try {
    showLogs(call, cloud.lambda, busy);
    await call.project.deployed(cloud);
  } catch (error) {
    await cloud.close();
    throw error;
  }
  announceCloud(call.out, call.project, cloud, performance.now() - startedAtMs);
  if (containers?.address)
    call.out.line(`Containers reach it at http://${containers.address}:${new URL(cloud.endpoint).port}`);
  announceSchedules(call.out, cloud);
  announceKept(call.out, keepGb, cloud.stepFunctions.forgotten);
  // Thousands do not hold up the rest; what went wrong with them the log says.
  cloud.resumed.then((resumed) => announceResumed(call.out, resumed)).catch(() => undefined);
  reportActivity(busy, cloud);
  const watched = watchStack(call.project.templatePath, cloud, call.out);
  const warming = loadBehind(call, cloud);
  const endGiving = giveMemoryBack();
  compileSooner();
  await new Promise<void>((resolve) =>
    call.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  watched.close();
  endGiving();
  call.out.line('stopping');
  await cloud.close();
  await warming;
  endCare();
  return 0;
}

/** The next one, so that two stacks beside each other need one option each. */
function webPortBeside(port: number): number {
  return port === 0 || port === 65_535 ? 0 : port + 1;
}

async function loadBehind({ out, err, signal, project }: Call, cloud: Cloud): Promise<void> {
  const startedAtMs = performance.now();
  const say = (what: string): void =>
    out.line(out.paint.dim(`${what} after ${seconds(performance.now() - startedAtMs)}`));
  try {
    await Promise.all([cloud.loadServices((name) => say(`${name} loaded`)), cloud.standBy()]);
    // Functions start when something needs them: until then they take no memory.
    say([...project.services.map(({ name }) => `${name} ready`), 'functions bundled'].join(', '));
  } catch (error) {
    // Stopped while they were still loading: nobody misses them.
    if (!signal.aborted) err.line(`what loads behind the start failed: ${String(error)}`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
