// What Lambda takes as the name of a function, and what it answers to the rest.
import { namedFunction, newFunctionName, noFunction } from '../../../src/services/lambda/function-names.ts';

const HERE = { region: 'eu-west-1', accountId: '111122223333' };
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:resize';

function refusalOf(act: () => unknown) {
  try {
    return act();
  } catch (error) {
    const { code, message, status } = error as { code: string; message: string; status: number };
    return { code, message, status };
  }
}

test.each([
  ['resize', { name: 'resize' }],
  ['resize:live', { name: 'resize', qualifier: 'live' }],
  ['function:resize', { name: 'resize' }],
  ['111122223333:function:resize', { name: 'resize' }],
  ['111122223333:resize:7', { name: 'resize', qualifier: '7' }],
  ['eu-west-1:111122223333:function:resize:$LATEST', { name: 'resize', qualifier: '$LATEST' }],
  [ARN, { name: 'resize' }],
  [`${ARN}:7`, { name: 'resize', qualifier: '7' }],
  [`${ARN}:$LATEST`, { name: 'resize', qualifier: '$LATEST' }],
  // As on AWS, what was meant as an ARN without a name is that of a function called so.
  ['arn:aws:lambda:eu-west-1:111122223333:function', { name: 'function' }],
])('reads %s', (text, expected) => {
  expect(namedFunction(HERE, text)).toEqual(expected);
});

test.each([
  ['*'],
  ['resize!'],
  ['resize:'],
  ['nobody:function:resize'],
  [`${ARN}:1:2`],
  [`${ARN}:$LATES`],
  ['function:resize:$LATEST:more'],
  ['arn:aws:lambda:nowhere:111122223333:function:resize'],
  ['arn:aws:lambda::111122223333:function:resize'],
  ['arn:aws:lambda:eu-west-1::function:resize'],
  ['arn:aws:ec2:eu-west-1:111122223333:instance:i-1'],
])('refuses %s for its form', (text) => {
  expect(refusalOf(() => namedFunction(HERE, text))).toEqual({
    code: 'ValidationException',
    status: 400,
    message: expect.stringContaining(
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:`,
    ),
  });
});

test.each([
  [
    'of another region',
    ARN.replace('eu-west-1', 'us-east-1'),
    undefined,
    404,
    'ResourceNotFoundException',
    "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')",
  ],
  [
    'of another account',
    ARN.replace('111122223333', '999922223333'),
    undefined,
    403,
    'AccessDeniedException',
    '999922223333',
  ],
  [
    'with two qualifiers',
    `${ARN}:$LATEST`,
    '1',
    400,
    'InvalidParameterValueException',
    'The derived qualifier from the function name does not match the specified qualifier.',
  ],
  [
    'with a bad qualifier',
    'resize',
    'live!',
    400,
    'ValidationException',
    "Value 'live!' at 'qualifier' failed to satisfy constraint: Member must satisfy",
  ],
  [
    'with a long qualifier',
    'resize',
    'a'.repeat(129),
    400,
    'ValidationException',
    'Member must have length less than or equal to 128',
  ],
  ['with both bad', 'resize!', 'live!', 400, 'ValidationException', '2 validation errors detected'],
])('refuses a function %s', (_what, name, qualifier, status, code, message) => {
  const refusal = refusalOf(() => namedFunction(HERE, name, qualifier));
  expect(refusal).toEqual({ code, status, message: expect.stringContaining(message) });
});

test('a qualifier may be given twice, if it is the same', () => {
  expect(namedFunction(HERE, `${ARN}:live`, 'live')).toEqual({ name: 'resize', qualifier: 'live' });
});

test('a function that is not there is told by its whole ARN', () => {
  expect(noFunction(HERE, { name: 'resize', qualifier: 'live' }).message).toBe(
    `Function not found: ${ARN}:live`,
  );
});

test.each([
  ['resize', 'resize'],
  [ARN, 'resize'],
  ['111122223333:function:resize', 'resize'],
])('%s names a new function', (text, expected) => {
  expect(newFunctionName(HERE, text)).toBe(expected);
});

test.each([
  ['a dot', 'a.b', 'ValidationException', 'function:)?([a-zA-Z0-9-_]+)('],
  [
    'a long name',
    'a'.repeat(65),
    'InvalidParameterValueException',
    'Member must have length less than or equal to 64',
  ],
  [
    'a long ARN',
    `${ARN}${'a'.repeat(140)}`,
    'ValidationException',
    'Member must have length less than or equal to 140',
  ],
  ['another region', ARN.replace('eu-west-1', 'us-east-1'), 'ResourceNotFoundException', 'not reachable'],
])('refuses a new function with %s', (_what, text, code, message) => {
  const refusal = refusalOf(() => newFunctionName(HERE, text));
  expect(refusal).toMatchObject({ code, message: expect.stringContaining(message) });
});
