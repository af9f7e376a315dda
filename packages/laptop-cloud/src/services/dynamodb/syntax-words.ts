// What DynamoDB says of an expression that cannot be read: the token it stumbled on, and that with its neighbours. dynalite says what it
// would have liked to read instead. Names that begin with an underscore, and `#` and `:` alone, are no tokens; dynalite takes them.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.Attributes.html

/** Anything else is a token of one character. */
const TOKEN = /[#:]\w+|[a-z]\w*|0|[1-9]\d*|<>|<=|>=|\S/giu;
const NO_TOKEN = /[^\w\s#:=<>+\-,.[\]()]|(?<![\w#:])_|[#:](?!\w)/u;

type Parse<Options> = (expression: string, options: Options) => unknown;

/** The same parser, which throws its SyntaxError in DynamoDB's words, of more than it would have thrown one of. */
export function inDynamoDbsWords<Options>(parse: Parse<Options>): Parse<Options> {
  return (expression, options) => {
    const strange = NO_TOKEN.exec(expression)?.index;
    let stumbled = strange;
    try {
      const result = parse(expression, options);
      if (strange === undefined) return result;
    } catch (error) {
      stumbled = Math.min(stumbled ?? Number.POSITIVE_INFINITY, offsetOf(error) ?? Number.POSITIVE_INFINITY);
      if (stumbled === Number.POSITIVE_INFINITY) throw error;
    }
    throw syntaxError(expression, stumbled!);
  };
}

/** Where a generated parser stopped; undefined for what it refuses by its meaning. */
function offsetOf(error: unknown): number | undefined {
  const { name, location } = error as { name?: string; location?: { start: { offset: number } } };
  return name === 'SyntaxError' ? location?.start.offset : undefined;
}

function syntaxError(expression: string, offset: number): Error {
  const tokens = [...expression.matchAll(TOKEN)].map(({ index, 0: text }) => ({
    text,
    start: index,
    end: index + text.length,
  }));
  const at = tokens.findIndex(({ end }) => end > offset);
  const here = at < 0 ? tokens.length : at;
  const from = (tokens[here - 1] ?? tokens[here])?.start ?? 0;
  const near = expression.slice(from, tokens[here + 1]?.end);
  const message = `token: "${tokens[here]?.text ?? '<EOF>'}", near: "${near}"`;
  return Object.assign(new Error(message), { name: 'SyntaxError' });
}
