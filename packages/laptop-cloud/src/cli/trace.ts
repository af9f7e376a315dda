// npm run trace: the trace of one execution as a waterfall, from what the laptop has kept; nothing has to be running.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { nameHint } from '../near-names.ts';
import { parseFilter } from '../services/xray/filter-expression.ts';
import { createTraceStore, type Trace } from '../services/xray/trace-store.ts';
import { factsOf } from '../services/xray/trace-summary.ts';
import { type Call, type Command, textOption } from './command.ts';
import { executionArnsOf, findTraces, nameIn, newestExecution } from './trace/find-traces.ts';
import { printTraceTotals } from './trace/totals.ts';
import { UsageError } from './usage-error.ts';
import { printWaterfall } from './waterfall.ts';

export const TRACE: Command = {
  name: 'trace',
  summary: 'the trace of an execution as a waterfall',
  help: `npm run trace -- EXECUTION | TRACE-ID [options]
npm run trace -- --last | --filter EXPRESSION [options]

Prints what called what, when it began and how long it took: state machine, tasks, functions, steps, calls of services.
EXECUTION is an execution's name, the beginning of one, or its ARN. Works beside a running npm start as well as without.

  --last                the execution that started last
  --filter EXPRESSION   lists the traces that fit, newest first, e.g. 'annotation.status = "late" AND duration > 2'
  --state DIR           where everything is kept (default .local)
  --help                this text`,
  options: {
    last: { type: 'boolean' },
    filter: { type: 'string' },
    state: { type: 'string' },
  },
  run,
};

async function run(call: Call): Promise<number> {
  const [target, ...more] = call.positionals;
  const isLast = call.options['last'] === true;
  const filter = textOption(call, 'filter');
  const given = [target !== undefined, isLast, filter !== undefined].filter(Boolean).length;
  if (given !== 1 || more.length > 0)
    throw new UsageError('which trace? An execution, a trace id, --last or --filter EXPRESSION');
  const traces = readTraces(textOption(call, 'state') ?? '.local');
  if (filter !== undefined) list(call, traces, filter);
  else print(call, isLast ? lastOf(traces) : oneOf(traces, target!));
  return 0;
}

/** Newest first. Reads the files only, so that a running cloud is not disturbed. */
function readTraces(state: string): Trace[] {
  const folder = path.resolve(state, 'traces');
  const traces = existsSync(folder) ? createTraceStore({ folder, limit: Number.MAX_VALUE }).traces() : [];
  if (traces.length === 0) throw new UsageError(`${state} holds no traces: an execution makes one`);
  return traces;
}

function lastOf(traces: Trace[]): Trace {
  const trace = newestExecution(traces);
  if (!trace) throw new UsageError('no execution was traced yet');
  return trace;
}

function oneOf(traces: Trace[], target: string): Trace {
  const [found, ...others] = findTraces(traces, target);
  if (!found) throw new UsageError(`no trace of "${target}": the first is ${traces.at(-1)?.id}`);
  if (others.length > 0)
    throw new UsageError(`${others.length + 1} executions begin with "${target}": give more of the name`);
  return found;
}

function print({ out }: Call, trace: Trace): void {
  const startedAt = new Date(trace.startTime * 1000).toISOString();
  out.line(`${out.paint.bold(trace.id)}  ${startedAt}  ${trace.durationSeconds.toFixed(2)} s`);
  for (const arn of executionArnsOf(trace)) out.line(out.paint.dim(arn));
  printWaterfall(out, trace);
  printTraceTotals(out, trace);
}

function list({ out, err, project }: Call, traces: Trace[], expression: string): void {
  const fits = compile(expression);
  refuseUnknownAnnotations(traces, expression);
  const found = traces.filter((each) => fits(factsOf(each)));
  if (found.length === 0) err.line(`none of ${traces.length} traces fits`);
  for (const trace of found) {
    const { annotations } = factsOf(trace);
    const [first = '', ...others] = project.traceColumns.map((name) =>
      [...new Set(annotations.get(name) ?? [])].join(' '),
    );
    const duration = `${trace.durationSeconds.toFixed(2)} s`.padStart(9);
    const execution = nameIn(executionArnsOf(trace)[0] ?? '');
    out.line(`${trace.id} ${duration}  ${execution}  ${first} ${out.paint.dim(others.join(' '))}`.trimEnd());
  }
}

/** An annotation that no trace has is a mistake: it would fit nothing. */
function refuseUnknownAnnotations(traces: Trace[], expression: string): void {
  const known = new Set(traces.flatMap((trace) => [...factsOf(trace).annotations.keys()]));
  for (const [, dotted, bracketed] of expression.matchAll(/\bannotation(?:\.(\w+)|\[(\w+)\])/gi)) {
    const name = dotted ?? bracketed ?? '';
    if (!known.has(name))
      throw new UsageError(`--filter: no trace has an annotation ${name}; ${nameHint(name, known)}`);
  }
}

function compile(expression: string): ReturnType<typeof parseFilter> {
  try {
    return parseFilter(expression);
  } catch (cause) {
    throw new UsageError(`--filter: ${(cause as Error).message}`, { cause });
  }
}
