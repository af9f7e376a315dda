// The mock configuration file of Step Functions Local: test cases that answer Task states instead of the services.
// https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
import * as z from 'zod';

export type MockedResponse = { Return: unknown } | { Throw: { Error: string; Cause: string } };

export interface MockConfiguration {
  /** The answers one test case of one machine gives; undefined when the file has no such machine or case. */
  testCase(stateMachineName: string, testCase: string): MockedTestCase | undefined;
  testCases(stateMachineName: string): string[];
}

export interface MockedTestCase {
  /** The answer to the `attempt`-th call (from 0) of a state. Undefined: the state is not mocked, the real service answers. */
  response(state: string, attempt: number): MockedResponse | undefined;
}

export class MockConfigurationError extends Error {
  override readonly name = 'MockConfigurationError';
}

const Response = z.union([
  z.strictObject({ Return: z.unknown() }).refine((response) => 'Return' in response),
  z.strictObject({ Throw: z.strictObject({ Error: z.string(), Cause: z.string() }) }),
]);

const Configuration = z.strictObject({
  StateMachines: z.record(
    z.string(),
    z.strictObject({ TestCases: z.record(z.string(), z.record(z.string(), z.string())) }),
  ),
  MockedResponses: z.record(z.string(), z.record(z.string(), Response)),
});

/** Reads a mock configuration. Throws MockConfigurationError naming each part that is unknown, missing or contradictory. */
export function parseMockConfiguration(value: unknown): MockConfiguration {
  const parsed = Configuration.safeParse(value);
  if (!parsed.success) {
    const complaints = parsed.error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`);
    throw new MockConfigurationError(`mock configuration: ${complaints.join('; ')}`);
  }
  const { StateMachines, MockedResponses } = parsed.data;
  const responses = new Map(
    Object.entries(MockedResponses).map(([name, byAttempt]) => [name, readResponses(name, byAttempt)]),
  );
  for (const [machine, { TestCases }] of Object.entries(StateMachines)) {
    for (const [testCase, states] of Object.entries(TestCases)) {
      for (const [state, name] of Object.entries(states)) {
        if (responses.has(name)) continue;
        throw new MockConfigurationError(
          `mock configuration: ${machine}/${testCase}/${state} uses ${name}, which MockedResponses does not have`,
        );
      }
    }
  }
  return {
    testCases: (machine) => Object.keys(StateMachines[machine]?.TestCases ?? {}),
    testCase(machine, testCase) {
      const states = StateMachines[machine]?.TestCases[testCase];
      if (!states) return undefined;
      return {
        response(state, attempt) {
          const name = Object.hasOwn(states, state) ? states[state] : undefined;
          if (name === undefined) return undefined;
          const found = responses.get(name)?.find(({ from, to }) => attempt >= from && attempt <= to);
          return found?.response ?? exhausted(name, attempt);
        },
      };
    },
  };
}

interface Attempts {
  from: number;
  to: number;
  response: MockedResponse;
}

/** Attempts are counted from 0 and written `0` or `1-3`. */
function readResponses(name: string, byAttempt: Record<string, MockedResponse>): Attempts[] {
  const ranges = Object.entries(byAttempt).map(([key, response]) => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(key) ?? [];
    const range = { from: Number(from), to: Number(to ?? from), response };
    if (from === undefined || range.to < range.from) {
      throw new MockConfigurationError(
        `mock configuration: ${name}/${key} is not an attempt such as 0 or 1-3`,
      );
    }
    return range;
  });
  ranges.sort((left, right) => left.from - right.from);
  ranges.forEach((range, index) => {
    const previous = ranges[index - 1];
    if (previous && range.from <= previous.to) {
      throw new MockConfigurationError(`mock configuration: ${name} answers attempt ${range.from} twice`);
    }
  });
  return ranges;
}

function exhausted(name: string, attempt: number): MockedResponse {
  return {
    Throw: { Error: 'States.Runtime', Cause: `${name} has no mocked response for attempt ${attempt}` },
  };
}
