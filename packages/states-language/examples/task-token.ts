// A task that waits for a token: the host keeps it, and answers whenever somebody hands it back. Here that takes two days.
import { parseStateMachine, runStateMachine, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const machine = parseStateMachine({
  StartAt: 'AskBoss',
  States: {
    AskBoss: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: {
        QueueUrl: 'questions',
        MessageBody: { 'amount.$': '$.amount', 'token.$': '$$.Task.Token' },
      },
      TimeoutSeconds: 604_800,
      End: true,
    },
  },
});
const clock = virtualClock(START);
/** Who waits for which token: what SendTaskSuccess looks up. */
const waiting = new Map<string, (output: unknown) => void>();

async function boss(token: string): Promise<void> {
  await clock.sleep(2 * 24 * 3600 * 1000);
  waiting.get(token)?.({ approved: true });
}

const outcome = await runStateMachine(machine, executionOf('expenses', { amount: 70 }), {
  clock,
  invoke: ({ token = '', input, submitted }) => {
    const { MessageBody } = input as { MessageBody: { amount: number; token: string } };
    console.log(
      `asked for ${MessageBody.amount}, with the token of the task: ${MessageBody.token === token}`,
    );
    submitted({ MessageId: 'm-1' });
    const answer = new Promise((resolve) => waiting.set(token, resolve));
    void boss(token);
    return answer;
  },
});
console.log(JSON.stringify(outcome), `after ${(clock.now() - START) / 3_600_000} h`);

// Prints:
// asked for 70, with the token of the task: true
// {"status":"SUCCEEDED","output":{"approved":true}} after 48 h
