// Operations of workers: send a task's result by its token, and the activities that hand tasks out.

import * as z from 'zod';
import { type Account, activityArn } from '../../arns.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { untilGone } from '../until-gone.ts';
import type { Activities, Activity } from './activities.ts';
import { checkArn, checkName } from './arns.ts';
import { warnOfChangedNumbers } from './changed-numbers.ts';
import type { Executions } from './executions.ts';
import { ANY, date, OWNED_KEY } from './operations.ts';
import { Arn, MaxResults, PageToken, page, parsePayload, Tags } from './request.ts';
import type { TagStore } from './tags.ts';
import type { TaskTokens } from './task-tokens.ts';

const Token = z.string().min(1).max(2048);

export interface TaskOperationOptions extends Account {
  tokens: TaskTokens;
  executions: Pick<Executions, 'written' | 'whenResumed' | 'refuseWhileUnread'>;
  activities: Activities;
  tags: TagStore;
  now(): number;
  /** How long GetActivityTask waits for a task; AWS waits 60 s. */
  activityPollMs: number;
  log(line: string): void;
}

export function taskOperations(options: TaskOperationOptions): Operation[] {
  const { tokens, activities, tags, executions } = options;
  // Whoever holds a token that nobody waits for learns so, and no more. Those of an earlier process are waited for.
  const machineOf = async ({ taskToken }: { taskToken: string }): Promise<string[]> => {
    await executions.whenResumed();
    if (!tokens.isWaitedFor(taskToken)) {
      executions.refuseWhileUnread();
      return [];
    }
    return [tokens.machineOf(taskToken) ?? ANY()];
  };

  /** Answered when the task's execution has it in its history. */
  async function ending(end: () => void): Promise<void> {
    end();
    await executions.written();
  }

  return [
    defineOperation({
      name: 'SendTaskSuccess',
      input: z.strictObject({ taskToken: Token, output: z.string() }),
      errors: ['InvalidOutput', 'InvalidToken', 'TaskTimedOut'],
      resource: machineOf,
      run: ({ input: { taskToken, output } }) => {
        tokens.check(taskToken);
        const value = parsePayload(output, 'output', invalidOutput);
        warnOfChangedNumbers(options.log, 'the output of a task', output);
        return ending(() => tokens.succeed(taskToken, value));
      },
    }),
    defineOperation({
      name: 'SendTaskFailure',
      input: z.strictObject({
        taskToken: Token,
        error: z.string().max(256).optional(),
        cause: z.string().max(32_768).optional(),
      }),
      errors: ['InvalidToken', 'TaskTimedOut'],
      resource: machineOf,
      run: ({ input: { taskToken, error, cause } }) => ending(() => tokens.fail(taskToken, error, cause)),
    }),
    defineOperation({
      name: 'SendTaskHeartbeat',
      input: z.strictObject({ taskToken: Token }),
      errors: ['InvalidToken', 'TaskTimedOut'],
      resource: machineOf,
      run: ({ input: { taskToken } }) => tokens.heartbeat(taskToken),
    }),
    defineOperation({
      name: 'CreateActivity',
      input: z.strictObject({ name: z.string(), tags: Tags.optional() }),
      errors: ['InvalidName'],
      resource: ({ name }) => activityArn(options, name),
      run: ({ input: { name, tags: given } }) => {
        const activity = activities.create(activityArn(options, checkName(name)), name, options.now());
        if (given) tags.add(activity.activityArn, given);
        return { activityArn: activity.activityArn, creationDate: date(activity.createdMs) };
      },
    }),
    defineOperation({
      name: 'DeleteActivity',
      input: z.strictObject({ activityArn: Arn }),
      errors: [],
      resource: activityOf,
      run: ({ input: { activityArn: arn } }) => {
        activities.delete(checkArn(arn, 'activity'));
        tags.forget(arn);
      },
    }),
    defineOperation({
      name: 'DescribeActivity',
      input: z.strictObject({ activityArn: Arn }),
      errors: ['ActivityDoesNotExist'],
      resource: activityOf,
      run: ({ input: { activityArn: arn } }) => {
        const activity = activities.get(checkArn(arn, 'activity'));
        if (!activity) throw new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
        return { ...described(activity), encryptionConfiguration: OWNED_KEY };
      },
    }),
    defineOperation({
      name: 'ListActivities',
      input: z.strictObject({ maxResults: MaxResults, nextToken: PageToken }),
      errors: ['InvalidToken'],
      resource: ANY,
      run: ({ input: request }) => {
        const { items, nextToken } = page(activities.list(), request, ({ name }) => name);
        return { activities: items.map(described), nextToken };
      },
    }),
    defineOperation({
      name: 'GetActivityTask',
      input: z.strictObject({ activityArn: Arn, workerName: z.string().min(1).max(80).optional() }),
      errors: ['ActivityDoesNotExist'],
      resource: activityOf,
      run: async ({ input: { activityArn: arn, workerName }, request }) => {
        const task = await activities.poll(checkArn(arn, 'activity'), workerName, {
          waitMs: options.activityPollMs,
          signal: untilGone(request),
        });
        if (!task) return { taskToken: null };
        await executions.written();
        return task;
      },
    }),
  ];
}

const activityOf = ({ activityArn: arn }: { activityArn: string }): string => arn;

function described({ activityArn: arn, name, createdMs }: Activity) {
  return { activityArn: arn, name, creationDate: date(createdMs) };
}

function invalidOutput(reason: string): ServiceError {
  return new ServiceError('InvalidOutput', `Invalid Output: '${reason}'`);
}
