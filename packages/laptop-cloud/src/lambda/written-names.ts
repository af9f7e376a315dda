// Gives variables of one module the names they were written with. esbuild lets no variable hide another: an inner
// `configuration` becomes `configuration2`, where an expression of a debugger would find the outer one.
import { SourceMap, type SourceMapPayload, type SourceMapping } from 'node:module';

/**
 * The text of a module made of one source, with every renamed variable under its own name again. As that is how the
 * source had them, they hide each other as they did there. Nothing moves: spaces fill up what becomes shorter.
 */
export function withWrittenNames(text: string, map: SourceMapPayload): string {
  if (map.names.length === 0) return text;
  const entries = new SourceMap(map);
  const lines = text.split('\n');
  const renamed = lines.map((line, index) =>
    line.replaceAll(NUMBERED, (identifier, column: number) => {
      const name = nameAt(entries, index, column);
      return name !== undefined && NUMBER.test(identifier.slice(name.length)) && identifier.startsWith(name)
        ? name.padEnd(identifier.length)
        : identifier;
    }),
  );
  return renamed.join('\n');
}

/** What esbuild makes of a name that is taken. */
const NUMBERED = /[\p{ID_Start}$_][\p{ID_Continue}$]*\d/gu;
const NUMBER = /^\d+$/;

function nameAt(entries: SourceMap, line: number, column: number): string | undefined {
  const entry = entries.findEntry(line, column) as Partial<SourceMapping> & { name?: string };
  return entry.generatedLine === line && entry.generatedColumn === column ? entry.name : undefined;
}
