// Does what VS Code's debugger does with a breakpoint in a .ts file: attaches to every thread, stops each script at
// its entry, looks the line up in the map, sets the breakpoint there, and reads what it finds when
// execution stops, under the names of the source.

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { escaped } from './escaped.ts';
import { connect, type Session, SessionEndedError } from './inspector.ts';
import {
  generatedPlace,
  originalNames,
  originalOf,
  type Place,
  readSourceMap,
  type SourceMap,
  urlOf,
} from './source-map.ts';

export interface Breakpoint {
  /** Absolute path of the .ts file. */
  file: string;
  /** Counted from one. */
  line: number;
  /** Stops only where this holds; asked of V8 as it is, like VS Code does. */
  condition?: string;
}

/** Execution stands at a breakpoint. */
export interface Stop {
  /** Title of the thread. */
  thread: string;
  /** Absolute path and line, counted from one, of the source. */
  file: string;
  line: number;
  /** Names of the functions under way, innermost first, as V8 has them. */
  functions: string[];
  /** What an expression comes to in the innermost of them: a watch, a line in the Debug Console. */
  evaluate(expression: string): Promise<unknown>;
  /** Names of the variables in the scopes of the function, as in the source. */
  variables: string[];
  /** The value of a variable, as JSON keeps it. */
  read(variable: string): Promise<unknown>;
  /** Goes on, and does not stop in this thread again. */
  resume(): Promise<void>;
}

export interface Debugger {
  /** What the Debug Console has been told by all threads: the arguments of each call, texts as they are. */
  printed: string[];
  /** Resolves when execution stops at the breakpoint for the first time; rejects when this debugger fails. */
  stopped(): Promise<Stop>;
  close(): void;
}

interface Script {
  scriptId: string;
  url: string;
  sourceMapURL?: string;
}

const maps = new Map<string, SourceMap | undefined>();

/** Read once for all threads that load the script; an edit writes another script to the same place. */
function mapOf({ url, sourceMapURL }: Script): SourceMap | undefined {
  if (!sourceMapURL || !url.startsWith('file:')) return undefined;
  const { mtimeMs = 0 } = statSync(new URL(url), { throwIfNoEntry: false }) ?? {};
  const key = `${url} ${sourceMapURL} ${mtimeMs}`;
  if (!maps.has(key)) maps.set(key, readSourceMap(url, sourceMapURL));
  return maps.get(key);
}

interface Location {
  scriptId: string;
  lineNumber: number;
  columnNumber?: number;
}

interface Scope {
  type: string;
  object: { objectId: string };
  startLocation?: Location;
  endLocation?: Location;
}

interface Paused {
  hitBreakpoints?: string[];
  callFrames: { callFrameId: string; functionName: string; location: Location; scopeChain: Scope[] }[];
}

/**
 * Attaches to a process that was started with --inspect-wait, sets the breakpoint and lets the process run. Scripts whose
 * paths match one of the globs stop at their entry until their source maps are read, as js-debug's
 * `runtimeSourcemapPausePatterns` has it: bundles may not exist yet when the process starts.
 */
export async function debug(url: string, breakpoint: Breakpoint, pausePatterns: string[]): Promise<Debugger> {
  const first = Promise.withResolvers<Stop>();
  const printed: string[] = [];
  let hasStopped = false;
  const see: Watcher = {
    print: (text) => void printed.push(text),
    hasStopped: () => hasStopped,
    stop: (stop) => {
      hasStopped = true;
      first.resolve(stop);
    },
    // A thread that ends while it is looked at has nothing more to say.
    failure: (error) => (error instanceof SessionEndedError ? undefined : first.reject(error)),
  };
  const breakIn = (session: Session): Promise<void> =>
    attach(session, breakpoint, pausePatterns, see).catch(see.failure);
  const inspector = await connect(url, breakIn);
  // Before the first thread can start; a thread waits until its own session lets it run.
  await inspector.main.send('NodeWorker.enable', { waitForDebuggerOnStart: true });
  await breakIn(inspector.main);
  return { printed, stopped: () => first.promise, close: inspector.close };
}

interface Watcher {
  print(text: string): void;
  hasStopped(): boolean;
  stop(stop: Stop): void;
  failure(error: unknown): void;
}

async function attach(
  session: Session,
  breakpoint: Breakpoint,
  pausePatterns: string[],
  see: Watcher,
): Promise<void> {
  const scripts = new Map<string, Script>();
  const own = new Set<string>();
  session.on<Script>('Debugger.scriptParsed', (script) => void scripts.set(script.scriptId, script));
  session.on<{ args: { value?: unknown; description?: string }[] }>('Runtime.consoleAPICalled', ({ args }) =>
    see.print(args.map(({ value, description }) => String(value ?? description)).join(' ')),
  );
  session.on<Paused>('Debugger.paused', (paused) => void handle(paused).catch(see.failure));

  const handle = async (paused: Paused): Promise<void> => {
    const { scriptId, lineNumber } = paused.callFrames[0]!.location;
    const script = scripts.get(scriptId)!;
    // A `debugger` statement needs no breakpoint.
    const isThere = script.url === urlOf(breakpoint.file) && lineNumber === breakpoint.line - 1;
    const isOwn = isThere || paused.hitBreakpoints?.some((id) => own.has(id));
    // Only the first is looked at: an edited function's next thread stops at the same line.
    if (isOwn && see.hasStopped()) return resume();
    if (isOwn) return see.stop({ ...(await stopAt(session, script, paused)), resume });
    // The entry of a script, or the first line of a thread, which stops there because somebody is attached.
    await setBreakpoint(script);
    await session.send('Debugger.resume');
  };

  const resume = async (): Promise<void> => {
    for (const breakpointId of own) await session.send('Debugger.removeBreakpoint', { breakpointId });
    await session.send('Debugger.resume');
  };

  const setBreakpoint = async (script: Script): Promise<void> => {
    const map = mapOf(script);
    // Sources that Node runs as they are have no map: the line is the line.
    const asItIs =
      script.url === urlOf(breakpoint.file) ? { line: breakpoint.line - 1, column: 0 } : undefined;
    const place = map ? generatedPlace(map, breakpoint.file, breakpoint.line) : asItIs;
    if (!place) return;
    const { breakpointId } = await session.send<{ breakpointId: string }>('Debugger.setBreakpoint', {
      location: { scriptId: script.scriptId, lineNumber: place.line, columnNumber: place.column },
      condition: breakpoint.condition ?? '',
    });
    own.add(breakpointId);
  };

  await session.send('Runtime.enable');
  await session.send('Debugger.enable');
  for (const pattern of pausePatterns) {
    await session.send('Debugger.setBreakpointByUrl', {
      urlRegex: urlPattern(pattern),
      lineNumber: 0,
      columnNumber: 0,
    });
  }
  await session.send('Runtime.runIfWaitingForDebugger');
}

/** A glob of paths as a regular expression of file URLs. */
function urlPattern(glob: string): string {
  const [beginning = '', ...others] = glob.split(/(\*\*\/|\*)/);
  const parts = others.map((part) => WILDCARDS[part] ?? escaped(part));
  return `^${escaped(urlOf(beginning))}${parts.join('')}$`;
}

const WILDCARDS: Readonly<Record<string, string>> = { '**/': '(?:[^/]+/)*', '*': '[^/]*' };

async function stopAt(session: Session, script: Script, paused: Paused): Promise<Omit<Stop, 'resume'>> {
  const [frame] = paused.callFrames;
  const place = placeOf(frame!.location);
  const map = mapOf(script);
  const original = map && originalOf(map, place);
  const variables = await readVariables(session, script, frame!.scopeChain);
  return {
    thread: session.title,
    file: original?.source ?? fileURLToPath(script.url),
    line: (original?.original ?? place).line + 1,
    functions: paused.callFrames.map(({ functionName }) => functionName),
    evaluate: async (expression) => {
      const { result, exceptionDetails } = await session.send<{
        result: Value & { description?: string };
        exceptionDetails?: unknown;
      }>('Debugger.evaluateOnCallFrame', {
        callFrameId: paused.callFrames[0]!.callFrameId,
        expression,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(result.description);
      return result.value;
    },
    variables: [...variables.keys()],
    read: (variable) => readValue(session, variables.get(variable)),
  };
}

interface Value {
  type: string;
  value?: unknown;
  objectId?: string;
}

/** Variables of the function's own scopes, by the names of the source. */
async function readVariables(session: Session, script: Script, scopes: Scope[]): Promise<Map<string, Value>> {
  const { scriptSource } = await session.send<{ scriptSource: string }>('Debugger.getScriptSource', {
    scriptId: script.scriptId,
  });
  const map = mapOf(script);
  const variables = new Map<string, Value>();
  for (const scope of scopes.filter(({ type }) => OWN_SCOPES.has(type))) {
    const { startLocation, endLocation } = scope;
    const names =
      map && startLocation && endLocation
        ? originalNames(map, scriptSource, placeOf(startLocation), placeOf(endLocation))
        : new Map<string, string>();
    const { result } = await session.send<{ result: { name: string; value?: Value }[] }>(
      'Runtime.getProperties',
      { objectId: scope.object.objectId, ownProperties: true },
    );
    for (const { name, value } of result) {
      const written = names.get(name) ?? name;
      // The innermost scope comes first and hides the others.
      if (value && !variables.has(written)) variables.set(written, value);
    }
  }
  return variables;
}

const OWN_SCOPES = new Set(['local', 'block']);

async function readValue(session: Session, value: Value | undefined): Promise<unknown> {
  if (value?.objectId === undefined) return value?.value;
  const { result } = await session.send<{ result: Value }>('Runtime.callFunctionOn', {
    objectId: value.objectId,
    functionDeclaration: 'function () { return this; }',
    returnByValue: true,
  });
  return result.value;
}

function placeOf({ lineNumber, columnNumber = 0 }: Location): Place {
  return { line: lineNumber, column: columnNumber };
}
