import fc from 'fast-check';
import { substitute, unusedSubstitutions } from '../../../src/services/stepfunctions/substitutions.ts';

describe('DefinitionSubstitutions', () => {
  it('replaces every key, wherever it stands', () => {
    const filled = substitute('CheckPhoto', '{"Resource":"${Arn}","n":"${Arn}/${Count}"}', {
      Arn: 'arn:x',
      Count: 3,
    });
    expect(filled).toBe('{"Resource":"arn:x","n":"arn:x/3"}');
  });

  it('names a key that has no value', () => {
    expect(() => substitute('CheckPhoto', '{"a":"${Missing}"}', undefined)).toThrow(
      'CheckPhoto: the definition uses ${Missing}, which DefinitionSubstitutions does not have',
    );
  });

  it('passes a value over that no key asks for, and names it', () => {
    expect(substitute('CheckPhoto', '{"a":"${Used}"}', { Used: 'u', Spare: 'x' })).toBe('{"a":"u"}');
    expect(unusedSubstitutions('{"a":"${Used}"}', { Used: 'u', Spare: 'x' })).toEqual(['Spare']);
  });

  it('refuses a value that is no scalar', () => {
    expect(() => substitute('CheckPhoto', '{"a":"${Map}"}', { Map: {} })).toThrow(
      'Map a value that is neither',
    );
  });

  it('puts values in as they are, as CloudFormation does: quotes in a text have to be escaped by the template', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(substitute('M', '{"a":"${Key}"}', { Key: value })).toBe(`{"a":"${value}"}`);
      }),
    );
    expect(substitute('M', '{"a":${Key}}', { Key: '{"b":1}' })).toBe('{"a":{"b":1}}');
  });

  it('refuses a value with a token in it, which would be replaced again', () => {
    expect(() => substitute('M', '${A} ${B}', { A: 'x ${B}', B: 'y' })).toThrow(
      /gives A a value with a token/,
    );
    expect(substitute('M', '${A}', { A: '${AWS::Region}' })).toBe('${AWS::Region}');
  });
});
