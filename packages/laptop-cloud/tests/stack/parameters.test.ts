import { parameterValues } from '../../src/stack/parameters.ts';

test.each([
  [{ Type: 'String', Default: 'x' }, undefined, 'x'],
  [{ Type: 'String', Default: 'x' }, 'y', 'y'],
  [{ Type: 'Number', Default: 512 }, undefined, 512],
  [{ Type: 'CommaDelimitedList' }, 'a, b', ['a', 'b']],
  [{ Type: 'CommaDelimitedList' }, '', []],
  [{ Type: 'List<Number>' }, '1,2', [1, 2]],
  [{ Type: 'String', AllowedPattern: '[a-z]+', Default: 'abc' }, undefined, 'abc'],
])('reads %j given %j', (declaration, given, expected) => {
  const values = parameterValues({ P: declaration }, given === undefined ? {} : { P: given });

  expect(values.P).toEqual(expected);
});

test.each([
  [
    { Type: 'String' },
    undefined,
    /^Parameter P has no default and needs a value: --parameter-overrides P=VALUE$/,
  ],
  [{ Type: 'Number' }, '0x10', /P: "0x10" is not a number/],
  [{ Type: 'Number' }, 'Infinity', /P: "Infinity" is not a number/],
  [{ Type: 'Number' }, 'many', /P: "many" is not a number/],
  [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', /P: "c" is not one of a, b/],
  [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'a,c', /"c" is not one of a, b/],
  [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'abc1', /does not match \[a-z\]\+/],
  [
    { Type: 'String', MinLength: 3, ConstraintDescription: 'three letters' },
    'ab',
    /at least 3.*three letters/,
  ],
  [{ Type: 'String' }, 'ü'.repeat(2049), /has 4098 bytes; CloudFormation takes 4096/],
  [{ Type: 'String', MaxLength: 1 }, 'ab', /at most 1/],
  [{ Type: 'Number', MinValue: 2 }, '1', /at least 2/],
  [{ Type: 'Number', MaxValue: 2 }, '3', /at most 2/],
  [{ Type: 'AWS::EC2::VPC::Id' }, 'x', /type AWS::EC2::VPC::Id is not supported/],
  [{ Type: 'String', Defualt: 'x' }, 'x', /unknown key Defualt/],
])('refuses %j given %j', (declaration, given, message) => {
  expect(() => parameterValues({ P: declaration }, given === undefined ? {} : { P: given })).toThrow(message);
});

test('names an unknown parameter and the known ones', () => {
  expect(() => parameterValues({ Known: { Type: 'String', Default: '' } }, { Unknown: 'x' })).toThrow(
    /Parameter Unknown is not in the template; it knows Known/,
  );
});

test.each([
  ['CustomModelEndpont', /did you mean CustomModelEndpoint\?/],
  ['stage', /did you mean Stage\?/],
  ['Colour', /^(?!.*did you mean)/],
])('%s names the parameter that was probably meant', (name, message) => {
  const declared = {
    CustomModelEndpoint: { Type: 'String', Default: '' },
    Stage: { Type: 'String', Default: '' },
  };

  expect(() => parameterValues(declared, { [name]: 'x' })).toThrow(message);
});

test('everything that is missing makes one line to be taken over', () => {
  const declared = {
    Email: { Type: 'String' },
    Bucket: { Type: 'String' },
    Stage: { Type: 'String', Default: 'dev' },
  };

  expect(() => parameterValues(declared, {})).toThrow(
    'Parameters Email, Bucket have no default and need values: --parameter-overrides Email=VALUE --parameter-overrides Bucket=VALUE',
  );
});
