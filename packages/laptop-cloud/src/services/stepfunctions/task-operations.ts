// Operations of workers: send a task's result by its token, and the activities that hand tasks out.
import * as z from 'zod';
import type { JsonOperation } from '../protocols/json.ts';
import { ServiceError } from '../service.ts';
import type { Activities, Activity } from './activities.ts';
import { activityArn, checkArn, checkName, type Place } from './arns.ts';
import { ANY, date, defineOperation } from './operations.ts';
import { Arn, MAX_PAYLOAD_BYTES, MaxResults, PageToken, page, Tags } from './request.ts';
import type { TagStore } from './tags.ts';
import type { TaskTokens } from './task-tokens.ts';

const Token = z.string().min(1).max(2048);

export interface TaskOperationOptions extends Place {
  tokens: TaskTokens;
  activities: Activities;
  tags: TagStore;
  now(): number;
  /** How long GetActivityTask waits for a task; AWS waits 60 s. */
  activityPollMs: number;
}

export function taskOperations(options: TaskOperationOptions): Record<string, JsonOperation> {
  const { tokens, activities, tags } = options;
  return {
    ...defineOperation(
      'SendTaskSuccess',
      z.strictObject({ taskToken: Token, output: z.string() }),
      ANY,
      ({ taskToken, output }) => tokens.succeed(taskToken, parseOutput(output)),
    ),
    ...defineOperation(
      'SendTaskFailure',
      z.strictObject({
        taskToken: Token,
        error: z.string().max(256).optional(),
        cause: z.string().max(32_768).optional(),
      }),
      ANY,
      ({ taskToken, error, cause }) => tokens.fail(taskToken, error, cause),
    ),
    ...defineOperation('SendTaskHeartbeat', z.strictObject({ taskToken: Token }), ANY, ({ taskToken }) =>
      tokens.heartbeat(taskToken),
    ),
    ...defineOperation(
      'CreateActivity',
      z.strictObject({ name: z.string(), tags: Tags.optional() }),
      ({ name }) => activityArn(options, name),
      ({ name, tags: given }) => {
        const activity = activities.create(activityArn(options, checkName(name)), name, options.now());
        if (given) tags.add(activity.activityArn, given);
        return { activityArn: activity.activityArn, creationDate: date(activity.createdMs) };
      },
    ),
    ...defineOperation(
      'DeleteActivity',
      z.strictObject({ activityArn: Arn }),
      activityOf,
      ({ activityArn: arn }) => {
        activities.delete(checkArn(arn, 'activity'));
        tags.forget(arn);
      },
    ),
    ...defineOperation(
      'DescribeActivity',
      z.strictObject({ activityArn: Arn }),
      activityOf,
      ({ activityArn: arn }) => {
        const activity = activities.get(checkArn(arn, 'activity'));
        if (!activity) throw new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
        return described(activity);
      },
    ),
    ...defineOperation(
      'ListActivities',
      z.strictObject({ maxResults: MaxResults, nextToken: PageToken }),
      ANY,
      (request) => {
        const { items, nextToken } = page(activities.list(), request);
        return { activities: items.map(described), nextToken };
      },
    ),
    ...defineOperation(
      'GetActivityTask',
      z.strictObject({ activityArn: Arn, workerName: z.string().min(1).max(80).optional() }),
      activityOf,
      async ({ activityArn: arn, workerName }) =>
        (await activities.poll(checkArn(arn, 'activity'), workerName, options.activityPollMs)) ?? {
          taskToken: null,
        },
    ),
  };
}

const activityOf = ({ activityArn: arn }: { activityArn: string }): string => arn;

function described({ activityArn: arn, name, createdMs }: Activity) {
  return { activityArn: arn, name, creationDate: date(createdMs) };
}

function parseOutput(text: string): unknown {
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
    throw invalidOutput(`the output exceeds ${MAX_PAYLOAD_BYTES} bytes`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidOutput((error as Error).message);
  }
}

function invalidOutput(reason: string): ServiceError {
  return new ServiceError('InvalidOutput', `Invalid Output: '${reason}'`);
}
