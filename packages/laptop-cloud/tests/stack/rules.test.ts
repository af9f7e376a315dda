import type { StackError } from '../../src/stack/stack-error.ts';
import { stackOf } from './a-stack.ts';

const HEAD = `
Parameters:
  Stage: { Type: String, Default: prod, AllowedValues: [dev, prod] }
  Mail: { Type: String, Default: '' }
  Zones: { Type: CommaDelimitedList, Default: 'a, b' }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources: { Q: { Type: AWS::SQS::Queue } }
`;
const rule = (body: string) => `${HEAD}Rules:\n  Reachable:\n${body}`;
const assertion = (assert: string) =>
  rule(`    Assertions: [{ Assert: ${assert}, AssertDescription: It does not hold. }]`);

const PROD_NEEDS_MAIL = rule(`
    RuleCondition: !Equals [!Ref Stage, prod]
    Assertions:
      - Assert: !Not [!Equals [!Ref Mail, '']]
        AssertDescription: prod needs Mail.
`);

describe('a rule', () => {
  it('refuses what it asserts against, in its own words', () => {
    expect(() => stackOf(PROD_NEEDS_MAIL)).toThrow('Rule Reachable: prod needs Mail.');
  });

  it.each([{ Mail: 'a@b.example' }, { Stage: 'dev' }])('lets %j pass', (parameters) => {
    expect(() => stackOf(PROD_NEEDS_MAIL, parameters)).not.toThrow();
  });

  it.each([
    ["{ 'Fn::Contains': [!Ref Zones, b] }", true],
    ["{ 'Fn::Contains': [!Ref Zones, c] }", false],
    ["{ 'Fn::EachMemberEquals': [[a, a], a] }", true],
    ["{ 'Fn::EachMemberEquals': [!Ref Zones, a] }", false],
    ["{ 'Fn::EachMemberIn': [!Ref Zones, [a, b, c]] }", true],
    ["{ 'Fn::EachMemberIn': [!Ref Zones, [a]] }", false],
    ["!Not [{ 'Fn::Contains': [[a], !Ref Stage] }]", true],
    ["!And [!Equals [!Ref 'AWS::Region', us-east-1], { 'Fn::Contains': [[prod], !Ref Stage] }]", true],
    ['!Or [!Equals [a, b], !Equals [!Ref Stage, dev]]', false],
  ])('%s is %s', (assert, expected) => {
    const read = () => stackOf(assertion(assert));
    if (expected) expect(read).not.toThrow();
    else expect(read).toThrow('Rule Reachable: It does not hold.');
  });

  it.each([
    ['a resource', assertion('!Equals [!GetAtt Q.Arn, a]'), /may ask parameters only, not resources/],
    ['a condition', assertion('{ Condition: IsProd }'), /a condition is one of/],
    ['an unknown name', assertion('!Equals [!Ref Stege, a]'), /Stege is not a parameter/],
    [
      'networks of the account',
      assertion("{ 'Fn::ValueOf': [Subnet, VpcId] }"),
      /Fn::ValueOf.* ask the account/,
    ],
    ['nothing', rule('    RuleCondition: !Equals [a, a]'), /needs a list of Assertions/],
    ['another key', rule('    Assert: []'), /RuleCondition and Assertions, not Assert/],
    [
      'a misspelt assertion',
      rule('    Assertions: [{ Asert: {} }]'),
      /Assert and AssertDescription, not Asert/,
    ],
  ])('that asks %s is refused by name', (_, text, message) => {
    expect(() => stackOf(text)).toThrow(message);
  });

  it('is told together with the others', () => {
    const both = `${PROD_NEEDS_MAIL}\n  Second:\n    Assertions: [{ Assert: !Equals [a, b] }]`;
    try {
      stackOf(both);
      throw new Error('was let through');
    } catch (error) {
      expect((error as StackError).problems).toEqual([
        'Rule Reachable: prod needs Mail.',
        'Rule Second: Assertions[0] does not hold.',
      ]);
    }
  });
});
