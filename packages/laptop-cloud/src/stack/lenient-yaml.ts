// YAML as the parser of SAM (PyYAML) takes it, where that is more than the specification allows: lines inside brackets and quotes
// may be indented as little as they like. `sam build` writes such a template anew, so that CloudFormation never sees them.
import { type Document, LineCounter, parseDocument, type Tags } from 'yaml';

export interface LenientDocument {
  document: Document.Parsed;
  /** Line and column, both from 1, in the text as it was. */
  placeOf(offset: number): { line: number; col: number };
}

/** Parses; with errors that leniency does not fix, the document and its errors are those of the text as it was. */
export function parseLeniently(text: string, customTags: Tags = []): LenientDocument {
  const strict = parsed(text, customTags);
  const asItWas = {
    document: strict.document,
    placeOf: (offset: number) => strict.lines.linePos(offset),
  };
  if (strict.document.errors.length === 0) return asItWas;
  const shift = 1 + Math.max(...text.split('\n').map((line) => line.length - line.trimStart().length));
  const indented = new Set<number>();
  let fixed = text;
  for (
    let { document, lines } = strict;
    indented.size < MOST_LINES;
    { document, lines } = parsed(fixed, customTags)
  ) {
    if (document.errors.length === 0)
      return {
        document,
        placeOf(offset) {
          const { line, col } = lines.linePos(offset);
          return { line, col: indented.has(line) ? Math.max(1, col - shift) : col };
        },
      };
    const start = document.errors.map((error) => shallowLine(error, fixed)).find((at) => at !== undefined);
    if (start === undefined) break;
    const { line } = lines.linePos(start);
    if (indented.has(line)) break;
    indented.add(line);
    fixed = `${fixed.slice(0, start)}${' '.repeat(shift)}${fixed.slice(start)}`;
  }
  return asItWas;
}

/** Each costs a parse; no template needs more. */
const MOST_LINES = 50;

function parsed(text: string, customTags: Tags): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  // Of two equal keys the last one counts; whoever reads the document may say so.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    customTags,
  });
  return { document, lines };
}

/** Where the line begins that stands too far left to go on with what is open before it. */
function shallowLine(
  { code, message, pos }: { code: string; message: string; pos: [number, number] },
  text: string,
) {
  const isBracket = code === 'BAD_INDENT' && message.includes('must be sufficiently indented');
  const isQuote = code === 'MISSING_CHAR' && /^Missing closing .quote/.test(message);
  // Text that is cut off behind an escaped quote looks as if it ended there.
  const isCutOff = code === 'UNEXPECTED_TOKEN' && /\\"\r?\n[ \t]*$/.test(text.slice(0, pos[0]));
  if (!isBracket && !isQuote && !isCutOff) return undefined;
  const lineEnd = isQuote ? text.indexOf('\n', pos[0] - 1) : text.lastIndexOf('\n', pos[0]);
  return lineEnd < 0 ? undefined : lineEnd + 1;
}
