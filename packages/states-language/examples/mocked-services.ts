// Services are what the host says they are: here a table that is an object, a topic that is a list, and one function.
import { parseStateMachine, runStateMachine, StatesTaskError, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const table: Record<string, unknown> = {};
const topic: unknown[] = [];
type Call = { Key: string; Item: { id: string }; Message: string; Payload: number };
const services: Record<string, (call: Call) => unknown> = {
  'arn:aws:states:::dynamodb:putItem': ({ Item }) => (table[Item.id] = Item),
  'arn:aws:states:::sns:publish': ({ Message }) => ({ MessageId: `m-${topic.push(Message)}` }),
  'arn:aws:states:::lambda:invoke': ({ Payload }) => ({ Payload: Payload * 2, StatusCode: 200 }),
};
const task = (service: string, Arguments: object, more: object) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${service}`,
  Arguments,
  ...more,
});
const machine = parseStateMachine({
  QueryLanguage: 'JSONata',
  StartAt: 'Double',
  States: {
    Double: task(
      'lambda:invoke',
      { FunctionName: 'double', Payload: '{% $states.input.n %}' },
      { Assign: { n: '{% $states.result.Payload %}' }, Next: 'Keep' },
    ),
    Keep: task(
      'dynamodb:putItem',
      { TableName: 'numbers', Item: { id: 'x', n: '{% $n %}' } },
      { Next: 'Tell' },
    ),
    Tell: task('sns:publish', { TopicArn: 'topic', Message: '{% "it is " & $n %}' }, { End: true }),
  },
});
const outcome = await runStateMachine(machine, executionOf('doubler', { n: 21 }), {
  clock: virtualClock(START),
  invoke: async ({ resource, input }) => {
    const service = services[resource];
    if (!service) throw new StatesTaskError('NoSuchService', resource);
    return service(input as Call);
  },
});
console.log(JSON.stringify({ outcome, table, topic }));

// Prints:
// {"outcome":{"status":"SUCCEEDED","output":{"MessageId":"m-1"}},"table":{"x":{"id":"x","n":42}},"topic":["it is 42"]}
