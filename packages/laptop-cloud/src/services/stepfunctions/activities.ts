// Activities: workers outside poll for tasks and send their results by token.
import { StatesTaskError, type TaskCall } from 'states-language';
import { ServiceError } from '../service.ts';
import type { TaskTokens } from './task-tokens.ts';

export interface Activity {
  activityArn: string;
  name: string;
  createdMs: number;
}

export interface ActivityTask {
  taskToken: string;
  /** JSON text. */
  input: string;
}

export interface Activities {
  /** Makes it, or gives the one of that ARN. */
  create(activityArn: string, name: string, nowMs: number): Activity;
  delete(activityArn: string): void;
  get(activityArn: string): Activity | undefined;
  list(): Activity[];
  /** Does a task: waits for a worker, then for the token. */
  perform(activityArn: string, task: TaskCall): Promise<unknown>;
  /** The next task for a worker; undefined when none came in `waitMs`, or until the signal aborted. */
  poll(
    activityArn: string,
    workerName: string | undefined,
    patience: Patience,
  ): Promise<ActivityTask | undefined>;
  /** Sends waiting workers away. */
  close(): void;
}

export interface Patience {
  waitMs: number;
  signal?: AbortSignal;
}

/** Keeps the activities themselves. */
export interface ActivityStore {
  load(): Activity[];
  save(activities: Activity[]): void;
}

interface Worker {
  name: string | undefined;
  take(task: TaskCall | undefined): void;
}

interface Queue {
  tasks: Set<TaskCall>;
  workers: Set<Worker>;
}

/** Activities and their queues, in memory. */
export function createActivities(tokens: TaskTokens, store: ActivityStore): Activities {
  const activities = new Map(store.load().map((activity) => [activity.activityArn, activity]));
  const queues = new Map<string, Queue>();
  const save = () => store.save([...activities.values()]);

  function queueOf(arn: string): Queue {
    const queue = queues.get(arn) ?? { tasks: new Set<TaskCall>(), workers: new Set<Worker>() };
    queues.set(arn, queue);
    return queue;
  }

  function required(arn: string): Activity {
    const activity = activities.get(arn);
    if (!activity) throw new ServiceError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
    return activity;
  }

  return {
    create(activityArn, name, nowMs) {
      const activity = activities.get(activityArn) ?? { activityArn, name, createdMs: nowMs };
      activities.set(activityArn, activity);
      save();
      return activity;
    },
    delete(arn) {
      if (activities.delete(arn)) save();
    },
    get: (arn) => activities.get(arn),
    list: () => [...activities.values()],
    async perform(arn, task) {
      // Nobody would ever come for it.
      if (!activities.has(arn))
        throw new StatesTaskError('States.Runtime', `The activity ${arn} does not exist.`);
      const token = task.token;
      if (!token) throw new Error(`${task.state} is an activity but was given no token`);
      const { tasks, workers } = queueOf(arn);
      if (isWithWorker(task)) return tokens.wait(token, task);
      const [worker] = workers;
      if (worker) {
        workers.delete(worker);
        worker.take(task);
      } else {
        tasks.add(task);
        task.signal.addEventListener('abort', () => tasks.delete(task));
      }
      return tokens.wait(token, task);
    },
    async poll(arn, workerName, patience) {
      required(arn);
      const { tasks, workers } = queueOf(arn);
      const [waiting] = tasks;
      const task = waiting ?? (await nextTask(workers, workerName, patience));
      if (!task) return undefined;
      tasks.delete(task);
      task.started(workerName);
      return { taskToken: task.token ?? '', input: JSON.stringify(task.input) };
    },
    close() {
      for (const { workers } of queues.values()) for (const worker of workers) worker.take(undefined);
    },
  };
}

/**
 * Whether a worker has it from an earlier process. The answer that gave it to the worker may have been lost: a task that no
 * timeout and no missing heartbeat would end is handed out again.
 */
function isWithWorker({ resumed, timeoutMs, heartbeatMs }: TaskCall): boolean {
  return resumed?.isStarted === true && (timeoutMs !== undefined || heartbeatMs !== undefined);
}

function nextTask(
  workers: Set<Worker>,
  name: string | undefined,
  { waitMs, signal }: Patience,
): Promise<TaskCall | undefined> {
  return new Promise((resolve) => {
    const worker: Worker = {
      name,
      take: (task) => {
        clearTimeout(timer);
        workers.delete(worker);
        resolve(task);
      },
    };
    const timer = setTimeout(() => worker.take(undefined), waitMs);
    workers.add(worker);
    signal?.addEventListener('abort', () => worker.take(undefined));
  });
}
