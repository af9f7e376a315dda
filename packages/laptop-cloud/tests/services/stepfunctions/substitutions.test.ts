import fc from 'fast-check';
import { substitute } from '../../../src/services/stepfunctions/substitutions.ts';

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

  it('names a value that no key asks for', () => {
    expect(() => substitute('CheckPhoto', '{}', { Spare: 'x' })).toThrow(
      'CheckPhoto: DefinitionSubstitutions has Spare, which the definition does not use',
    );
  });

  it('refuses a value that is no scalar', () => {
    expect(() => substitute('CheckPhoto', '{"a":"${Map}"}', { Map: {} })).toThrow(
      'Map a value that is neither',
    );
  });

  it('keeps the definition valid JSON whatever the value holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(JSON.parse(substitute('M', '{"a":"${Key}"}', { Key: value }))).toEqual({ a: value });
      }),
    );
  });
});
