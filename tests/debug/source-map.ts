// Source maps, read the way a debugger reads them: from a line of a source to a place in the code that runs, and back, and
// from shortened names to the names people wrote. https://tc39.es/ecma426/

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Zero-based, as the inspector protocol counts. */
export interface Place {
  line: number;
  column: number;
}

export interface Mapping {
  generated: Place;
  /** Absolute path. */
  source: string;
  original: Place;
  name?: string;
}

export interface SourceMap {
  /** Absolute paths. */
  sources: string[];
  /** In order of the generated code. */
  mappings: Mapping[];
}

interface Document {
  sources: string[];
  sourceRoot?: string;
  names?: string[];
  mappings: string;
}

/** Reads the map that a script names, by its URL or inline; undefined when there is none to read. */
export function readSourceMap(scriptUrl: string, sourceMapUrl: string): SourceMap | undefined {
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(sourceMapUrl);
  if (inline) {
    const text = inline[1] ? Buffer.from(inline[2]!, 'base64').toString() : decodeURIComponent(inline[2]!);
    return parse(JSON.parse(text) as Document, scriptUrl);
  }
  const file = new URL(sourceMapUrl, scriptUrl);
  if (file.protocol !== 'file:') return undefined;
  try {
    return parse(JSON.parse(readFileSync(fileURLToPath(file), 'utf8')) as Document, file.href);
  } catch (error) {
    // Packages name maps that they do not bring along.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where execution reaches a line (counted from one) of a source; undefined when the line left no code behind. */
export function generatedPlace(map: SourceMap, source: string, line: number): Place | undefined {
  const onLine = map.mappings.filter((each) => each.source === source && each.original.line === line - 1);
  return onLine.toSorted((a, b) => a.original.column - b.original.column)[0]?.generated;
}

/** What people wrote at a place of the generated code: the mapping that covers it. */
export function originalOf(map: SourceMap, place: Place): Mapping | undefined {
  return map.mappings.findLast(({ generated }) => !isBefore(place, generated));
}

/**
 * The names people gave to the variables of a scope, by the names they have in the generated code: every mapping
 * inside the scope that has a name renames the identifier that stands at its place.
 */
export function originalNames(map: SourceMap, code: string, start: Place, end: Place): Map<string, string> {
  const lines = code.split('\n');
  const names = new Map<string, string>();
  for (const { generated, name } of map.mappings) {
    if (name === undefined || isBefore(generated, start) || !isBefore(generated, end)) continue;
    const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(
      lines[generated.line]?.slice(generated.column) ?? '',
    );
    // The first one is the declaration.
    if (identifier && !names.has(identifier[0])) names.set(identifier[0], name);
  }
  return names;
}

export function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

function parse({ sources, sourceRoot = '', names = [], mappings }: Document, base: string): SourceMap {
  const folder = path.dirname(fileURLToPath(base));
  const absolute = sources.map((source) => {
    const joined = sourceRoot === '' ? source : `${sourceRoot.replace(/\/?$/, '/')}${source}`;
    return joined.startsWith('file:') ? fileURLToPath(joined) : path.resolve(folder, joined);
  });
  return { sources: absolute, mappings: decode(mappings, absolute, names) };
}

/** Lines are separated by `;`, mappings by `,`; each counts from the one before, the column from the start of its line. */
function decode(text: string, sources: string[], names: string[]): Mapping[] {
  const mappings: Mapping[] = [];
  let [source, line, column, name] = [0, 0, 0, 0];
  for (const [generatedLine, segments] of text.split(';').entries()) {
    let generatedColumn = 0;
    for (const segment of segments === '' ? [] : segments.split(',')) {
      const [columns = 0, sourceBy, lineBy = 0, columnBy = 0, nameBy] = decodeNumbers(segment);
      generatedColumn += columns;
      if (sourceBy === undefined) continue;
      source += sourceBy;
      line += lineBy;
      column += columnBy;
      name += nameBy ?? 0;
      mappings.push({
        generated: { line: generatedLine, column: generatedColumn },
        source: sources[source] ?? '',
        original: { line, column },
        ...(nameBy === undefined ? {} : { name: names[name] ?? '' }),
      });
    }
  }
  return mappings;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 VLQ: five bits a digit, lowest first, the sixth says that more follow; the lowest bit of all is the sign. */
export function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) throw new SyntaxError(`${character} is no Base64 VLQ digit`);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

export function urlOf(file: string): string {
  return pathToFileURL(file).href;
}
