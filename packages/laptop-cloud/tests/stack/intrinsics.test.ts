import fc from 'fast-check';
import { evaluateCondition, resolveIntrinsics, type Scope } from '../../src/stack/intrinsics.ts';
import { StackError } from '../../src/stack/stack-error.ts';

const scope: Scope = {
  ref: (name) => (name === 'Many' ? ['a', 'b'] : name === 'Memory' ? 512 : `<${name}>`),
  getAtt: (logicalId, attribute) => `<${logicalId}.${attribute}>`,
  condition: (name) => name === 'Yes',
  mapping: (map, top, second) => [map, top, second].join('/'),
};

test.each([
  [{ Ref: 'A' }, '<A>'],
  [{ 'Fn::GetAtt': 'A.Arn' }, '<A.Arn>'],
  [{ 'Fn::GetAtt': ['A', 'Outputs.Url'] }, '<A.Outputs.Url>'],
  [{ 'Fn::Sub': 'x ${A} ${B.Arn} ${!Literal} $5 ${Memory}' }, 'x <A> <B.Arn> ${Literal} $5 512'],
  [{ 'Fn::Sub': ['${A}/${B}', { A: { Ref: 'C' } }] }, '<C>/<B>'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3, { Ref: 'AWS::NoValue' }]] }, 'a-<B>-3'],
  [{ 'Fn::Join': [',', { Ref: 'Many' }] }, 'a,b'],
  [{ 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  [{ 'Fn::If': ['Yes', 1, { 'Fn::ImportValue': 'never looked at' }] }, 1],
  [{ 'Fn::If': ['No', 1, { Ref: 'A' }] }, '<A>'],
  [{ 'Fn::FindInMap': ['M', { Ref: 'A' }, 'k'] }, 'M/<A>/k'],
  [{ 'Fn::Base64': 'hi' }, 'aGk='],
  [{ A: { Ref: 'AWS::NoValue' }, B: [1, { Ref: 'AWS::NoValue' }] }, { B: [1] }],
  [
    { Ref: 'an ordinary key', Other: 1 },
    { Ref: 'an ordinary key', Other: 1 },
  ],
])('resolves %j', (value, expected) => {
  expect(resolveIntrinsics(value, scope)).toEqual(expected);
});

test.each([
  [{ 'Fn::ImportValue': 'x' }, /Fn::ImportValue is not supported on the laptop: .*parameter/],
  [{ 'Fn::ForEach::X': [] }, /Fn::ForEach::X is not supported/],
  [{ 'Fn::Equals': ['a', 'b'] }, /under Conditions/],
  [{ 'Fn::Sub': '${Many}' }, /\$\{Many\} needs a single value/],
  [{ 'Fn::Select': [2, ['a']] }, /item 2 of a list of 1/],
  [{ 'Fn::Sub': 'a', Other: 1 }, /only key/],
  [{ 'Fn::If': ['Yes', 1] }, /two values/],
  [{ 'Fn::Split': ['', 'a'] }, /delimiter/],
])('refuses %j', (value, message) => {
  expect(() => resolveIntrinsics(value, scope)).toThrow(message);
});

test.each([
  [{ 'Fn::Equals': [{ Ref: 'Memory' }, '512'] }, true],
  [{ 'Fn::Not': [{ Condition: 'Yes' }] }, false],
  [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Equals': ['a', 'a'] }] }, true],
  [{ 'Fn::Or': [{ Condition: 'No' }, { Condition: 'No' }] }, false],
])('evaluates the condition %j', (condition, expected) => {
  expect(evaluateCondition(condition, scope)).toBe(expected);
});

test('refuses a condition made of anything but condition functions', () => {
  expect(() => evaluateCondition({ 'Fn::Join': ['', []] }, scope)).toThrow(StackError);
});

test('Fn::Sub leaves every text without placeholders as it is, and undoes ${!', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.includes('${'));
      expect(resolveIntrinsics({ 'Fn::Sub': text }, scope)).toBe(text);
      expect(resolveIntrinsics({ 'Fn::Sub': `${text.replaceAll('}', '')}\${!A}` }, scope)).toBe(
        `${text.replaceAll('}', '')}\${A}`,
      );
    }),
  );
});

test('splitting what was joined gives the list back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string().map((part) => part.replaceAll('|', '')),
        { minLength: 1 },
      ),
      (parts) => {
        expect(resolveIntrinsics({ 'Fn::Split': ['|', { 'Fn::Join': ['|', parts] }] }, scope)).toEqual(parts);
      },
    ),
  );
});
