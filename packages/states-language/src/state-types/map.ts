// Map: the same states for every item, inline (branches of this history) or distributed (child executions).
import { InterpreterFailure, QUERY_FAILED, runtimeFailure } from '../failure.ts';
import {
  compileInvalidPath,
  compileNumber,
  compileTemplate,
  type Field,
  type Language,
  type Source,
  then,
  unexpectedType,
} from '../fields.ts';
import { runFlow } from '../flow.ts';
import type { ResumedBranches, ResumePoint } from '../host.ts';
import { expressionIn } from '../jsonata/expression.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import type { Distribution } from '../map/distribution.ts';
import { entriesOf, STATE_DATA, selectItems } from '../map/entries.ts';
import { pointed } from '../map/file-formats.ts';
import { runDistributed } from '../map/map-run.ts';
import { hasTolerance, isExceeded, toleranceExceeded, toleranceOf } from '../map/tolerance.ts';
import { compileRecovery, withRecovery } from '../retry.ts';
import { compileShape, inspected, type Shape } from '../shape.ts';
import type { Flow, Graph, MapItem, State, StateExecution, Step } from '../state-execution.ts';
import { runConcurrently } from './parallel.ts';

/** AWS runs no more iterations of an inline Map at once. */
const INLINE_LIMIT = 40;

interface MapFields {
  name: string;
  shape: Shape;
  processor: Graph;
  items: Field;
  selector: Field | undefined;
  maxConcurrency: Field;
  distribution: Distribution | undefined;
}

/** Compiles a Map over the states of its ItemProcessor (or Iterator). */
export function compileMap(
  name: string,
  source: Source,
  language: Language,
  processor: Graph,
  distribution: Distribution | undefined,
): State {
  // Parameters is the older name of ItemSelector, and never shapes the input of a Map.
  const { Parameters: legacySelector, ...shaping } = source;
  const selector = source['ItemSelector'] ?? legacySelector;
  const map: MapFields = {
    name,
    shape: compileShape(shaping, language),
    processor,
    items: compileItems(source, language, distribution !== undefined),
    selector: selector === undefined ? undefined : compileTemplate(selector, language, 'ItemSelector'),
    maxConcurrency: compileNumber(source, 'MaxConcurrency', language),
    distribution,
  };
  const recovery = compileRecovery(source, language, { failedEvent: 'MapStateFailed' });
  return {
    name,
    type: 'Map',
    graphs: [processor],
    run: (visit) => withRecovery(visit, recovery, (attempted) => attemptMap(attempted, map)),
  };
}

async function attemptMap(visit: StateExecution, map: MapFields): Promise<Step> {
  const input = await map.shape.prepare(visit);
  const evaluation = { root: input };
  const reader = map.distribution?.reader;
  const items = reader ? undefined : ((await map.items(visit, evaluation)) as Items);
  const maxConcurrency = ((await map.maxConcurrency(visit, evaluation)) as number | undefined) ?? 0;
  if (maxConcurrency < 0) throw runtimeFailure('MaxConcurrency cannot be negative.');
  inspected(visit, 'maxConcurrency', maxConcurrency);
  if (visit.test?.perform)
    return map.shape.finish(visit, await tryMap(visit, map, input, items, visit.test.perform));
  const length = items === undefined ? 0 : Array.isArray(items) ? items.length : Object.keys(items).length;
  const resume = visit.takeResume();
  if (!resume?.branches) visit.record('MapStateStarted', { mapStateStartedEventDetails: { length } });
  const result = map.distribution
    ? await runDistributed(visit, map.distribution, {
        name: map.name,
        processor: map.processor,
        input,
        items,
        select: map.selector,
        maxConcurrency,
        resumed: resume?.mapRun,
      })
    : await runInline(visit, map, input, items as unknown[], maxConcurrency, resume?.branches);
  visit.recordAside('MapStateSucceeded');
  return map.shape.finish(visit, result);
}

/** The test of a Map: what its iterations would get, a mocked result, and a number of iterations that are taken to have failed. */
async function tryMap(
  visit: StateExecution,
  map: MapFields,
  input: unknown,
  items: Items | undefined,
  perform: () => Promise<unknown>,
): Promise<unknown> {
  const given = items ?? loadedItems(visit, map.distribution?.itemsPointer);
  if (given) await tryItems(visit, map, input, given);
  const tolerance = map.distribution ? await toleranceOf(visit, map.distribution, input) : undefined;
  const result = await perform();
  const failed = visit.test?.failedIterations ?? 0;
  const total = Array.isArray(result) ? result.length : failed;
  if (tolerance && hasTolerance(tolerance) && isExceeded(tolerance, failed, total)) throw toleranceExceeded();
  return result;
}

type Items = readonly unknown[] | Source;

/** In the place of what an ItemReader would load. */
function loadedItems(visit: StateExecution, pointer: string | undefined): Items | undefined {
  const loaded = visit.test?.loaded;
  if (loaded === undefined || pointer === undefined) return loaded as Items | undefined;
  return inspected(visit, 'afterItemsPointer', pointed(loaded, pointer)) as Items;
}

async function tryItems(visit: StateExecution, map: MapFields, input: unknown, items: Items): Promise<void> {
  const selected = await selectItems(visit, entriesOf(items, STATE_DATA), map.selector, input);
  if (map.selector) inspected(visit, 'afterItemSelector', selected);
  const batches = await map.distribution?.batcher?.(visit, input, selected);
  if (batches)
    inspected(
      visit,
      'afterItemBatcher',
      batches.map((batch) => batch.input),
    );
}

function runInline(
  visit: StateExecution,
  map: MapFields,
  input: unknown,
  items: readonly unknown[],
  maxConcurrency: number,
  resumed: ResumedBranches | undefined,
): Promise<unknown[]> {
  const size = { count: items.length, limit: maxConcurrency > 0 ? maxConcurrency : INLINE_LIMIT };
  const itemAt = (at: number): MapItem => ({ Index: at, Value: items[at], Source: STATE_DATA });
  const iterate = async (flow: Flow, at: number, resume: ResumePoint | undefined) => {
    const details = { name: map.name, index: at };
    if (!resume) record(flow, 'MapIterationStarted', { mapIterationStartedEventDetails: details });
    try {
      const item = flow.mapItem!;
      const selected =
        map.selector && !resume
          ? await map.selector(visit, { root: input, queryContext: visit.withItem(item) })
          : item.Value;
      const output = await runFlow(flow, map.processor, selected, resume);
      // The Map goes on behind this event, the next iteration beside it.
      const lastEventId = flow.previousEventId;
      record(flow, 'MapIterationSucceeded', { mapIterationSucceededEventDetails: details });
      return { output, lastEventId };
    } catch (error) {
      if (!flow.run.isEnding) close(flow, details);
      throw error;
    }
  };
  return runConcurrently(visit, size, resumed, iterate, itemAt);
}

function record(flow: Flow, type: string, details: Parameters<StateExecution['record']>[1]): void {
  flow.previousEventId = flow.run.record(flow.previousEventId, type, details);
}

/** An iteration that was cancelled is aborted; one that fails by itself has failed. Nothing follows either. */
function close(flow: Flow, details: { name: string; index: number }): void {
  const { run, previousEventId } = flow;
  if (flow.scope.reason)
    run.record(previousEventId, 'MapIterationAborted', { mapIterationAbortedEventDetails: details });
  else run.record(previousEventId, 'MapIterationFailed', { mapIterationFailedEventDetails: details });
}

/** ItemsPath of the input, or Items, which JSONata makes of anything. An ItemReader makes both idle. */
function compileItems(source: Source, language: Language, isDistributed: boolean): Field {
  const isIterable = (items: unknown) => Array.isArray(items) || (isDistributed && isObject(items));
  return language === 'JSONata' ? jsonataItems(source, isIterable) : pathItems(source, isIterable);
}

type IsIterable = (items: unknown) => boolean;

function pathItems(source: Source, isIterable: IsIterable): Field {
  const path = (source['ItemsPath'] as string | undefined) ?? '$';
  const read = compileInvalidPath(path);
  return (visit, scope) => {
    const items = read(visit, scope);
    if (isIterable(items)) return inspected(visit, 'afterItemsPath', items);
    throw runtimeFailure(`Reference path "${path.replace(/^\$\$/, '$')}" must point to array.`);
  };
}

function jsonataItems(source: Source, isIterable: IsIterable): Field {
  const text = expressionIn(source['Items']);
  const given = 'Items' in source ? compileTemplate(source['Items'], 'JSONata', 'Items') : undefined;
  return (visit) => {
    if (!given && isIterable(visit.input)) return visit.input;
    if (!given) throw noItems(visit.input);
    return then(given(visit, {}), (items) => {
      if (isIterable(items)) return items;
      throw unexpectedType(text ?? JSON.stringify(items), 'Items', 'array', items);
    });
  };
}

function noItems(input: unknown): InterpreterFailure {
  const message = `Map state input must be an array but was: ${JSON.stringify(input)}`;
  return new InterpreterFailure(QUERY_FAILED, message);
}
