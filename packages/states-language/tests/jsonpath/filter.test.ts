// The operators of filters, as Jayway's JsonPath compares. https://github.com/json-path/JsonPath#filter-operators
import { compileJsonPath } from '../../src/jsonpath/evaluate.ts';

const items = {
  text: 'b',
  digits: '10',
  zero: '',
  number: 10,
  truth: true,
  nothing: null,
  list: ['sea', 'whale'],
  none: [],
  object: { a: [1] },
  mixed: [1, '2', { a: [1] }],
};
const wanted = { number: 10, text: 'b', object: { a: [1] }, list: ['sea', 'whale'] };

/** Whether the one node `item` passes the filter; `wanted` is found from the root. */
function passes(filter: string): boolean {
  return (compileJsonPath(`$.item[?(${filter})]`)({ item: items, wanted }) as unknown[]).length === 1;
}

test.each<[string, string, string]>([
  ['==', '@.number == 10', '@.number == 11'],
  ['== of a number and its text', "@.number == '10'", "@.number == '11'"],
  ['== of a text and its number', '@.digits == 10', '@.digits == 9'],
  ['== of true and its text is not', '@.truth == true', "@.truth == 'true'"],
  ['== of objects, by what they hold', '@.object == $.wanted.object', '@.object == $.wanted.list'],
  ['== of null', '@.nothing == null', '@.text == null'],
  ['== of a missing field and another', '@.no == @.neither', '@.no == null'],
  ['== of a value and a missing field', '@.text == $.wanted.text', '@.text == @.no'],
  ['!=', '@.number != 11', '@.number != 10'],
  ['<>', "@.text <> 'c'", "@.text <> 'b'"],
  ['=== tells types apart', '@.number === 10', "@.number === '10'"],
  ['=== of the same type', "@.digits === '10'", "@.digits === '11'"],
  ['!== tells types apart', "@.number !== '10'", '@.number !== 10'],
  ['!== of the same type', "@.text !== 'c'", "@.text !== 'b'"],
  ['<', '@.number < 11', '@.number < 10'],
  ['<=', '@.number <= 10', '@.number <= 9'],
  ['>', '@.number > 9', '@.number > 10'],
  ['>=', '@.number >= 10', '@.number >= 11'],
  ['< of texts', "@.text < 'c'", "@.text < 'b'"],
  ['< of texts goes by characters', "@.digits < '9'", "@.digits < '1'"],
  ['> of texts', "@.text > 'a'", "@.text > 'b'"],
  ['<= of texts', "@.text <= 'b'", "@.text <= 'a'"],
  ['>= of texts', "@.text >= 'b'", "@.text >= 'c'"],
  ['< of a number and a text of digits', "@.number < '11'", "@.number < '9'"],
  ['> of a text of digits and a number', '@.digits > 9', '@.digits > 10'],
  ['order of a number and another text is none', "@.number > '9'", "@.number > 'a'"],
  ['the empty text is no number', '@.zero == @.zero', '@.zero < 1'],
  ['order of true is none', '@.truth == true', '@.truth > 0'],
  ['order of null is none', '@.nothing == null', '@.nothing < 1'],
  ['order of lists is none', '@.list size 2', '@.list < @.mixed'],
  ['=~ takes the whole text', '@.text =~ /B/i', '@.list =~ /.*/'],
  ['=~ of a part is not enough', '@.digits =~ /1./', '@.digits =~ /1/'],
  ['in', "@.text in ['a', 'b']", "@.text in ['a', 'c']"],
  ['in a list of the document', "'sea' in @.list", "'sun' in @.list"],
  ['in compares as == does', "@.number in ['10']", "@.number in ['11']"],
  ['in what is no list', "@.text in ['b']", '@.text in @.text'],
  ['nin', "@.text nin ['a', 'c']", "@.text nin ['a', 'b']"],
  ['contains in a list', "@.list contains 'sea'", "@.list contains 'se'"],
  ['contains in a text', "@.digits contains '0'", "@.digits contains '2'"],
  ['contains in a text takes texts only', "@.digits contains '1'", '@.digits contains 1'],
  ['all', "@.list all ['sea', 'whale']", "@.list all ['sea', 'ship']"],
  ['all of what is no list', "@.list all ['sea']", '@.list all @.text'],
  ['size of a list', '@.list size 2', '@.list size 1'],
  ['size of a text', '@.digits size 2', '@.digits size 3'],
  ['size of anything else is none', '@.none size 0', '@.object size 1'],
  ['empty of a list', '@.none empty true', '@.list empty true'],
  ['empty of a text', '@.zero empty true', '@.text empty true'],
  ['not empty', '@.text empty false', '@.zero empty false'],
  ['empty of anything else is none', '@.list empty false', '@.object empty false'],
  ['subsetof', "@.list subsetof ['ship', 'whale', 'sea']", "@.list subsetof ['sea', 'ship']"],
  ['anyof', "@.list anyof ['ship', 'sea']", "@.list anyof ['ship', 'sun']"],
  ['anyof of what is no list', "@.list anyof ['sea']", "@.text anyof ['b']"],
  ['noneof', "@.list noneof ['ship']", "@.list noneof ['ship', 'sea']"],
  ['noneof of what is no list', "@.list noneof ['a']", "@.text noneof ['a']"],
  ['type of a list', "@.list type 'array'", "@.list type 'object'"],
  ['type of null', "@.nothing type 'null'", "@.nothing type 'object'"],
  ['type of a number', "@.number type 'number'", "@.number type 'string'"],
  ['operators in capitals', "@.text IN ['b']", "@.text NIN ['b']"],
  ['existence of null', '@.nothing', '@.no'],
  ['existence inside of what is missing', '@.object.a[0]', '@.no.deeper[0]'],
  ['!', '!@.no', '!@.nothing'],
  ['&& before ||', '@.no && @.no || @.text', '@.no || @.text && @.no'],
  ['brackets', '(@.text || @.no) && @.list', '@.text && (@.no || !@.list)'],
  ['numbers of any form', '@.number == 1.0e1', '@.number == -10'],
  ['a path on both sides', '@.number == $.wanted.number', '@.number == $.wanted.no'],
  ['double quotes', '@.text == "b"', '@.text == "c"'],
])('%s', (_what, holding, failing) => {
  expect([passes(holding), passes(failing)]).toEqual([true, false]);
});

test.each([
  ['$.a[?(@.x is 1)]', "'is' is not a filter operator at character 11 of"],
  ['$.a[?(@.x == )]', 'a value or a path is expected at character 14'],
  ['$.a[?(@.x =~ /a)]', 'the pattern is not closed'],
  ['$.a[?(@.x =~ /(/)]', 'the pattern is not a regular expression'],
  ['$.a[?(@.x == 1]', "')' expected at character 15"],
  ["$.a[?(@.x == 'open)]", 'the quote is not closed'],
  ['$.a[?(@.x == 1)', "']' expected"],
])('%s is refused where it goes wrong', (path, message) => {
  expect(() => compileJsonPath(path)).toThrow(message);
});

test.each([
  ['a word', '@.text == b', '@.text == c'],
  ['what looks like a path of files', '@.text != /eggs/cooked/like', '@.text == /eggs/cooked/like'],
  ['a date', '@.text != 2024-01-01', '@.text == 2024-01-01'],
  ['beside another test', '@.text == b && @.number == 10', '@.text == b && @.number == 11'],
])('a text may stand without quotes: %s', (_, holds, fails) => {
  expect([passes(holds), passes(fails)]).toEqual([true, false]);
});

test('a pattern is one still', () => {
  expect([passes('@.text =~ /[a-c]/'), passes('@.text =~ /[x-z]/i')]).toEqual([true, false]);
});
