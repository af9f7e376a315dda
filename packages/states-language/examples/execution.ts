// What every example starts with: a first execution of a machine that has the example's name.
import type { Execution } from 'states-language';

export const START = Date.parse('2026-01-01T00:00:00Z');

export function executionOf(machine: string, input: unknown): Execution {
  const account = 'us-east-1:123456789012';
  return {
    input,
    id: `arn:aws:states:${account}:execution:${machine}:first`,
    name: 'first',
    roleArn: `arn:aws:iam::123456789012:role/${machine}`,
    startTime: START,
    redriveCount: 0,
    stateMachine: { id: `arn:aws:states:${account}:stateMachine:${machine}`, name: machine },
  };
}
