// What is said of expressions that cannot be read, as answers of AWS have it.
import { readFileSync } from 'node:fs';
import { inDynamoDbsWords } from '../../../src/services/dynamodb/syntax-words.ts';

type Parse = (expression: string, options: { context: object }) => unknown;

/** Its own copy: in a process in which a store was opened, dynalite's speaks these words. */
function parserOf(name: string): Parse {
  const module = { exports: {} as { parse: Parse } };
  new Function('module', readFileSync(require.resolve(`dynalite/db/${name}.js`), 'utf8'))(module);
  return inDynamoDbsWords(module.exports.parse);
}

const parsers = {
  condition: parserOf('conditionParser'),
  projection: parserOf('projectionParser'),
  update: parserOf('updateParser'),
};

function said(kind: keyof typeof parsers, expression: string): string {
  const context = {
    isReserved: (name: string) => name === 'status',
    compare: () => false,
    attrNames: { '#n': 'n', '#_n': 'n' },
    attrVals: { ':v': { N: '1' }, ':incr': { N: '1' } },
    unusedAttrNames: {},
    unusedAttrVals: {},
  };
  try {
    const result = parsers[kind](expression, { context });
    // What it means wrong a parser gives as a text.
    return typeof result === 'string' ? result : 'read';
  } catch (error) {
    return String(error);
  }
}

test.each([
  ['update', 'INVALID SYNTAX HERE', 'INVALID', 'INVALID SYNTAX'],
  ['update', 'ADD hits : incr', ':', 'hits : incr'],
  ['update', 'set _something = :v', '_', 'set _something'],
  ['update', 'SET a = :v, #, = :v', '#', ', #,'],
  ['update', 'SET a = :v,', '<EOF>', ','],
  ['update', 'SET', '<EOF>', 'SET'],
  ['update', 'SET a = list_append(a, 0)', '0', ', 0)'],
  ['projection', '!!! INVALID !!!', '!', '!!'],
  ['projection', '!!!', '!', '!!'],
  ['projection', 'dummy-id', '-', 'dummy-id'],
  ['projection', '#n-03-03', '-', '#n-0'],
  ['projection', 'l[a]', 'a', '[a]'],
  ['projection', 'a b', 'b', 'a b'],
  ['condition', '__typename <> :v', '_', '__'],
  ['condition', '_version = :v', '_', '_version'],
  ['condition', 'a = :v AND _sortKey = :v', '_', 'AND _sortKey'],
  ['condition', 'attribute_exists([1])', '[', '([1'],
  ['condition', 'attribute_type()', ')', '()'],
  ['condition', 'tenant:abc123-', ':abc123', 'tenant:abc123-'],
  ['condition', '#n attribute_not_exists :v', 'attribute_not_exists', '#n attribute_not_exists :v'],
  ['condition', 'a = = :v', '=', '= = :v'],
  ['condition', '#= :v', '#', '#='],
  ['condition', '_f(:v)', '_', '_f'],
] as const)('says of the %s %j that it stumbled on %j', (kind, expression, token, near) => {
  // Act
  const message = said(kind, expression);

  // Assess
  expect(message).toBe(`SyntaxError: token: "${token}", near: "${near}"`);
});

test('says what an expression means wrong as it was said before', () => {
  expect(said('condition', 'status = :v')).toMatch(/reserved keyword: status/);
  expect(said('condition', 'a = :missing')).toMatch(/not defined; attribute value: :missing/);
});

test('reads what can be read', () => {
  const read = [
    said('condition', '#_n = :v AND (a_1.b[0] <> :v OR NOT size(a) < :v)'),
    said('update', 'SET a = :v + :incr REMOVE #n.b_[12], c\n ADD d :v'),
    said('projection', 'a , b.c_[3]\t,#n'),
  ];

  expect(read).toEqual(['read', 'read', 'read']);
});
