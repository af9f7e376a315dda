// The world outside of a process that dies: who answers tokens, works for the activity, and counts what was done. It speaks to
// whatever process there is, as often as it takes.
import {
  GetActivityTaskCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { ACTIVITY_ARN, answerOf, fails, type Told } from './tasks.ts';

export class Outside {
  /** Of functions. */
  readonly calls: Told[] = [];
  /** Of the process there is now. */
  sfn: SFNClient | undefined;
  #isOver = false;

  /** What a function of the process does. */
  work(told: Told): unknown {
    this.calls.push(told);
    if (fails(told)) throw Object.assign(new Error('at first'), { name: 'Odd' });
    return answerOf(told);
  }

  /** A question, which is answered later. */
  ask(told: Told): void {
    this.calls.push(told);
    this.answerLater(told);
  }

  answerLater(told: Told): void {
    setTimeout(() => void this.#answer(told), Math.random() * 5);
  }

  /** Works for the activity until everything is over. */
  async workForActivity(): Promise<void> {
    while (!this.#isOver) {
      const { sfn } = this;
      if (!sfn) {
        await pause(2);
        continue;
      }
      const task = await sfn
        .send(new GetActivityTaskCommand({ activityArn: ACTIVITY_ARN }))
        .catch(() => undefined);
      // What a process that has died would have said, nobody has heard.
      if (!task?.taskToken || sfn !== this.sfn) continue;
      const told = { ...(JSON.parse(task.input ?? '{}') as Told), token: task.taskToken };
      await this.#answer(told);
    }
  }

  close(): void {
    this.#isOver = true;
  }

  async #answer(told: Told): Promise<void> {
    const taskToken = told.token;
    const command = fails(told)
      ? new SendTaskFailureCommand({ taskToken, error: 'Odd', cause: 'at first' })
      : new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answerOf(told)) });
    while (!this.#isOver) {
      const { sfn } = this;
      try {
        if (!sfn) throw new Error('nobody is there');
        await sfn.send(command as SendTaskSuccessCommand);
        if (sfn === this.sfn) return;
      } catch (error) {
        // Its task is over: it was asked twice.
        if ((error as Error).name === 'TaskTimedOut' && sfn === this.sfn) return;
        await pause(2);
      }
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
