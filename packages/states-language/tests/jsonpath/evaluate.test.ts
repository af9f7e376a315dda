// JSONPath: definite paths, lists, filters, functions, as Jayway's JsonPath reads them.
import fc from 'fast-check';
import { compileJsonPath } from '../../src/jsonpath/evaluate.ts';

const store = {
  book: [
    { title: 'Sayings', price: 8.95, category: 'reference' },
    { title: 'Sword', price: 12.99, category: 'fiction', isbn: 'i-1' },
    { title: 'Moby', price: 8.99, category: 'fiction', isbn: 'i-2', tags: ['sea', 'whale'] },
  ],
  bicycle: { color: 'red', price: 19.95 },
  'odd name': { "it's": 1, 'a"b': 2, 'a.b': 3 },
  empty: null,
  limit: 10,
};

test.each<[string, unknown]>([
  ['$', store],
  ['$.bicycle.color', 'red'],
  ['$.bicycle.color  ', 'red'],
  ["$['bicycle']['color']", 'red'],
  ['$["bicycle"].price', 19.95],
  ['$.book[0].title', 'Sayings'],
  ['$.book[-1].title', 'Moby'],
  ["$['odd name']['it\\'s']", 1],
  [`$['odd name']['a"b']`, 2],
  ["$['odd name']['a.b']", 3],
  ['$.empty', null],
  ['$.book[*].title', ['Sayings', 'Sword', 'Moby']],
  ['$.book[0,2].title', ['Sayings', 'Moby']],
  ['$.book[1:].title', ['Sword', 'Moby']],
  ['$.book[:1].title', ['Sayings']],
  ['$.book[-2:].title', ['Sword', 'Moby']],
  ['$.book[*].isbn', ['i-1', 'i-2']],
  ["$.bicycle['color','price']", { color: 'red', price: 19.95 }],
  ['$..price', [8.95, 12.99, 8.99, 19.95]],
  ['$..tags[0]', ['sea']],
  ['$..[?(@.color)]', [{ color: 'red', price: 19.95 }]],
  ['$.bicycle.*', ['red', 19.95]],
  ['$.no[*]', []],
  ['$.no.deeper[0:1].x', []],
  ['$..no', []],
  ['$.book[?(@.isbn)].title', ['Sword', 'Moby']],
  ['$.book[?(!@.isbn)].title', ['Sayings']],
  ['$.book[?(@.price < 10)].title', ['Sayings', 'Moby']],
  ['$.book[?(@.price < $.limit)].title', ['Sayings', 'Moby']],
  ["$.book[?(@.category == 'fiction' && @.price > 10)].title", ['Sword']],
  ["$.book[?(@.title == 'Sword' || @['title'] == 'Moby')].price", [12.99, 8.99]],
  ['$.book[?(@.title =~ /s.*/i)].title', ['Sayings', 'Sword']],
  ["$.book[?(@.title in ['Moby', 'Other'])].price", [8.99]],
  ["$.book[?(@.title nin ['Moby'])].title", ['Sayings', 'Sword']],
  ["$.book[?(@.tags contains 'sea')].title", ['Moby']],
  ['$.book[?(@.tags size 2)].title', ['Moby']],
  ["$.book[?(@.tags subsetof ['sea', 'whale', 'ship'])].title", ['Moby']],
  ["$.book[?((@.price == 8.95) || (@.price == '8.99'))].title", ['Sayings', 'Moby']],
  ['$.book.length()', 3],
  ['$..price.max()', 19.95],
  ['$.book[*].price.min()', 8.95],
  ['$.bicycle.keys()', ['color', 'price']],
  ['$.book[-1, 0, 9, -9].title', ['Moby', 'Sayings']],
  ['$.book[0,1].no', []],
  ['$.bicycle[0,1].x', []],
  ['$.bicycle[0:1].x', []],
  ['$.limit[*]', []],
  ['$.limit[?(@.a)]', []],
  ['$.empty[*]', []],
  ['$.empty[?(@.a)]', []],
  ['$.book[*].tags[5]', []],
  ['$.book[*].title.deeper', []],
  [
    "$.book[*]['title','isbn']",
    [{ title: 'Sayings' }, { title: 'Sword', isbn: 'i-1' }, { title: 'Moby', isbn: 'i-2' }],
  ],
  ["$['bicycle','odd name']['color']", ['red']],
  ['$.book[ 0 ].title', 'Sayings'],
  ['$.book[10:12]', []],
  ["$.bicycle['no','color']", { color: 'red' }],
  ['$..book[-1:].title', ['Moby']],
  ['$..book[-1].title', ['Moby']],
  ['$..book[?(@.isbn)].title', ['Sword', 'Moby']],
  ["$..['color','price']", [{ color: 'red', price: 19.95 }]],
  ["$..['bicycle','odd name']['color']", ['red']],
])('%s', (path, expected) => {
  expect(compileJsonPath(path)(store)).toEqual(expected);
});

test.each([
  ['$.no', "No results for path: $['no']"],
  ['$.no.deeper', "Missing property in path $['no']"],
  ['$.book[3]', "No results for path: $['book'][3]"],
  ['$.limit.x', "Expected to find an object with property ['x'] in path $['limit'] but found 'number'"],
  ['$.bicycle[0]', 'Filter: [0] can only be applied to arrays.'],
  ['$.empty[0]', "The path $['empty'] is null"],
  ['$.book[-4]', "No results for path: $['book'][-4]"],
  ['$.book[0].no.deeper', "Missing property in path $['book'][0]['no']"],
  ['$.empty.x', "in path $['empty'] but found 'null'"],
  ['$.book.x', "Expected to find an object with property ['x'] in path $['book'] but found 'array'"],
  ['$.no.max()', "No results for path: $['no']"],
  ["$.bicycle['color','price'].max().x", 'A function may only end a path.'],
  ['$.no.deeper.max()', "Missing property in path $['no']"],
  ['$.book[1].no.deeper.max()', "Missing property in path $['book'][1]['no']"],
  ['$.book[7].max()', "No results for path: $['book'][7]"],
  ['$.book[-4].max()', "No results for path: $['book'][-4]"],
  ['$.limit[0].max()', 'Filter: [0] can only be applied to arrays. Current context is: 10'],
  ['$.empty[0].max()', 'The path is null'],
  ['$.limit.x.max()', "Expected to find an object with property ['x'] in path $ but found 'number'"],
  ["$.no.deeper['a','b']", "Missing property in path $['no']"],
  ["$.limit['a','b']", "Expected to find an object with property ['a'] in path $ but found 'number'"],
])('%s finds nothing, and says why', (path, message) => {
  expect(() => compileJsonPath(path)(store)).toThrow(message);
});

test.each([
  '$.',
  '$[',
  "$['a'",
  '$.a[',
  '$.a[x]',
  '$.a[?(@.x ==)]',
  '$.a[?(@.x is 1)]',
  '$a b',
  '$.a]',
  '$...a',
])('%s is no path', (path) => {
  expect(() => compileJsonPath(path)).toThrow(expect.objectContaining({ name: 'JsonPathSyntaxError' }));
});

test('only an index at the end of its path is told as one, since templates read null there', () => {
  const isIndex = (path: string) => {
    try {
      return compileJsonPath(path)({ list: [[]] });
    } catch (error) {
      return (error as { isIndex: boolean }).isIndex;
    }
  };
  expect(['$.list[1]', '$.list[0][0]', '$.list[1].x', '$.list[1][0]', '$.no'].map(isIndex)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test.each([
  ['$.', 'a property name is expected at character 3 of'],
  ['$a b', 'unexpected character at character'],
  ['$.a[x]', 'an index or a name is expected at character 5'],
  ['$.a[1x]', 'an index or a name is expected'],
  ['$.a[x1]', 'an index or a name is expected'],
  ['$.a[1:x]', 'an index or a name is expected'],
  ['$.a[x:1]', 'an index or a name is expected'],
  ['$.a[1', "']' expected"],
  ["$['a',b]", 'a quoted name is expected'],
  ["$['a", 'the quote is not closed'],
])('%s is refused where it goes wrong', (path, message) => {
  expect(() => compileJsonPath(path)).toThrow(message);
});

test('a backslash is kept but before a quote or another one', () => {
  const names = { 'a\\b': 1, "it's": 2, 'x\\n': 3 };
  expect(compileJsonPath("$['a\\\\b']")(names)).toBe(1);
  expect(compileJsonPath("$['x\\n']")(names)).toBe(3);
  expect(compileJsonPath('$["it\'s"]')(names)).toBe(2);
});

test('a path made of any names and indexes reads what lies there', () => {
  const steps = fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.nat(3)), { maxLength: 5 });
  fc.assert(
    fc.property(steps, fc.jsonValue(), (path, value) => {
      const root = path.reduceRight<unknown>((inner, step) => {
        if (typeof step === 'number') return [...Array.from({ length: step }, () => null), inner];
        return Object.fromEntries([[step, inner]]);
      }, value);
      const text = path
        .map((step) => (typeof step === 'number' ? `[${step}]` : `['${step.replace(/[\\']/g, '\\$&')}']`))
        .join('');
      expect(compileJsonPath(`$${text}`)(root)).toEqual(value);
    }),
  );
});

test('any text either is refused as a path or reads any value without another error', () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), (text, root) => {
      const names = ['JsonPathSyntaxError', 'PathNotFoundError'];
      try {
        compileJsonPath(`$${text}`)(root);
      } catch (error) {
        expect(names).toContain((error as Error).name);
      }
    }),
    {
      examples: [
        ['..[?(@.a)]', [{ a: 1 }]],
        ['.a[?(@ > 1)]', { a: [1, 2] }],
      ],
    },
  );
});
