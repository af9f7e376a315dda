import { parseMockConfiguration } from '../../../src/services/stepfunctions/tasks/mock-configuration.ts';

const file = () => ({
  StateMachines: {
    CheckPhoto: { TestCases: { Throttled: { DetectFace: 'ThrottledTwice' }, Untouched: {} } },
  },
  MockedResponses: {
    ThrottledTwice: {
      '0-1': { Throw: { Error: 'Rekognition.ThrottlingException', Cause: 'slow down' } },
      '2': { Return: { Payload: { faces: 1 }, StatusCode: 200 } },
    },
  },
});

describe('a mock configuration', () => {
  it('answers by the number of the attempt', () => {
    const testCase = parseMockConfiguration(file()).testCase('CheckPhoto', 'Throttled');
    const throttled = { Throw: { Error: 'Rekognition.ThrottlingException', Cause: 'slow down' } };
    expect([0, 1, 2].map((attempt) => testCase?.response('DetectFace', attempt))).toEqual([
      throttled,
      throttled,
      { Return: { Payload: { faces: 1 }, StatusCode: 200 } },
    ]);
  });

  it('fails a state whose answers are used up', () => {
    const testCase = parseMockConfiguration(file()).testCase('CheckPhoto', 'Throttled');
    expect(testCase?.response('DetectFace', 3)).toMatchObject({ Throw: { Error: 'States.Runtime' } });
  });

  it('leaves states that the test case does not name to the real services', () => {
    const configuration = parseMockConfiguration(file());
    expect(configuration.testCase('CheckPhoto', 'Throttled')?.response('Decide', 0)).toBeUndefined();
    expect(configuration.testCase('CheckPhoto', 'Untouched')?.response('toString', 0)).toBeUndefined();
  });

  it('knows no case that the file does not have', () => {
    const configuration = parseMockConfiguration(file());
    expect(configuration.testCase('CheckPhoto', 'Missing')).toBeUndefined();
    expect(configuration.testCase('Missing', 'Throttled')).toBeUndefined();
    expect(configuration.testCases('CheckPhoto')).toEqual(['Throttled', 'Untouched']);
  });

  it.each([
    [{ ...file(), Mocks: {} }, 'Mocks'],
    [{ StateMachines: {} }, 'MockedResponses'],
    [{ ...file(), MockedResponses: {} }, 'CheckPhoto/Throttled/DetectFace uses ThrottledTwice'],
    [{ StateMachines: {}, MockedResponses: { A: { first: { Return: 1 } } } }, 'A/first is not an attempt'],
    [
      { StateMachines: {}, MockedResponses: { A: { '0-2': { Return: 1 }, '2': { Return: 1 } } } },
      'A answers attempt 2 twice',
    ],
    [{ StateMachines: {}, MockedResponses: { A: { '0': { Returns: 1 } } } }, 'MockedResponses/A/0'],
  ])('refuses %j', (value, message) => {
    expect(() => parseMockConfiguration(value)).toThrow(message);
  });
});
