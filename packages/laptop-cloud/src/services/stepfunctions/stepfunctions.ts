// Step Functions on a laptop: the API over the States Language engine, and its parts put together.

import { join } from 'node:path';
import type { Clock, HistoryEvent, ObjectStore } from 'states-language';
import type { Account } from '../../arns.ts';
import { createFaults, type Faults } from '../../faults/faults.ts';
import { loadJson, saveJson } from '../../json-list.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { Bus } from '../bus.ts';
import { jsonService } from '../protocols/json.ts';
import type { Service } from '../service.ts';
import { type Activity, type ActivityStore, createActivities } from './activities.ts';
import { ExecutionFiles } from './execution-files.ts';
import { ExecutionListeners, type HistoryListener, type StatusListener } from './execution-listeners.ts';
import { ExecutionMemory } from './execution-memory.ts';
import { executionOperations } from './execution-operations.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { Executions } from './executions.ts';
import { MachineDeletion } from './machine-deletion.ts';
import { MachineVersions } from './machine-versions.ts';
import { mapRunOperations } from './map-run-operations.ts';
import type { StartRequest } from './new-execution.ts';
import { readRequest } from './request.ts';
import { stepFunctionsResourceTypes } from './resource-types.ts';
import { startExecution } from './start-execution.ts';
import { startingTarget } from './starting-target.ts';
import { stateMachineOperations } from './state-machine-operations.ts';
import { createStateMachines, type StateMachineRecord } from './state-machines.ts';
import { tagOperations } from './tag-operations.ts';
import { createTagStore } from './tags.ts';
import type { Resumed } from './take-up.ts';
import { taskOperations } from './task-operations.ts';
import { createTaskTokens } from './task-tokens.ts';
import { createTaskChain, holding } from './tasks/chain.ts';
import type { Offers } from './tasks/integrations.ts';
import type { MockConfiguration } from './tasks/mock-configuration.ts';
import type { TaskContext, TaskInvoker } from './tasks/task.ts';
import type { ComplaintsOf } from './tasks/usable-input.ts';
import { TestCases } from './test-cases.ts';
import { testStateOperation } from './test-state.ts';
import { versionOperations } from './version-operations.ts';

export interface StepFunctionsOptions extends Account {
  /** Where machines, executions and histories are kept; null keeps them in memory only. */
  folder: string | null;
  /** The oldest that have ended are forgotten at the start until the others take no more; by default none before its 90 days. */
  keepBytes?: number | undefined;
  bus: Bus;
  clock: Clock;
  /** Makes the requests of tasks, as `createIntegrations` does. */
  invokeTask: TaskInvoker;
  /** What makes the input of a task unusable, before anything is asked for. */
  complaintsOf?: ComplaintsOf;
  /** What distributed Maps read and write, as the execution's role. */
  objects?: (context: TaskContext) => ObjectStore;
  /** What SDK tasks find here, asked before a machine is made; by default every action that there may be. */
  offers?: Offers;
  /** Folder that paths in the template start from; the working directory by default. */
  baseDir?: string;
  mocks?: MockConfiguration;
  /** The case that every machine of the mock configuration runs unless `stateMachineArn#TestCase` says otherwise. */
  testCase?: string;
  faults?: Faults;
  /** An attached debugger stops when a state of this name is entered. */
  stopAt?: string | undefined;
  /** How long GetActivityTask waits; 60 s by default, as AWS does. */
  activityPollMs?: number;
  /** Gets what a caller would be surprised by, and AWS does not refuse; stderr by default. */
  log?: (line: string) => void;
}

export interface StepFunctions {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Starts an execution of a machine, as StartExecution does; `#TestCase` may follow the ARN. */
  start(stateMachineArn: string, request: StartRequest): ExecutionRecord;
  describe(executionArn: string): ExecutionRecord;
  /** Executions, newest first. */
  list(): ExecutionRecord[];
  stateMachines(): StateMachineRecord[];
  /** Resolves once the execution is over. */
  ended(executionArn: string): Promise<ExecutionRecord>;
  history(executionArn: string): readonly HistoryEvent[];
  /** The definition that an execution runs. */
  definitionOf(executionArn: string): string;
  onHistory(listener: HistoryListener): void;
  onStatus(listener: StatusListener): void;
  /** Called for each execution of an earlier process that goes on. */
  onResumed(listener: StatusListener): void;
  /** How many ended executions this start has forgotten, as they were too old or too many. */
  forgotten: number;
  /** Goes on with what an earlier process has left under way; what tasks need must be there. Thousands go on piece by piece. */
  resume(): Promise<Resumed>;
  /** Leaves what runs to the next start. */
  close(): Promise<void>;
}

const ACTIVITY_POLL_MS = 60_000;

export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { clock, bus, region, accountId, log = (line) => console.error(line) } = options;
  const account = { region, accountId };
  const activityPollMs = options.activityPollMs ?? ACTIVITY_POLL_MS;
  const fileIn = (name: string) => (options.folder === null ? null : join(options.folder, name));
  const now = () => clock.now();
  const faults = options.faults ?? createFaults();
  const machines = createStateMachines(fileIn('state-machines.json'));
  const versions = new MachineVersions({ file: fileIn('versions.json'), machines, now });
  const tags = createTagStore(fileIn('tags.json'));
  const tokens = createTaskTokens();
  const activities = createActivities(tokens, keptActivities(fileIn('activities.json')));
  const testCases = new TestCases(options);
  const listeners = new ExecutionListeners({ bus, account, now });

  const chain = createTaskChain({
    clock,
    tokens,
    activities,
    faults,
    invoke: options.invokeTask,
    nested: endedNested,
    find: (arn) => executions.find(arn),
  });
  const complaints = heldComplaints(clock, options.complaintsOf);
  const files =
    options.folder === null ? undefined : new ExecutionFiles(options.folder, clock.now(), options.keepBytes);
  const executions: Executions = new Executions({
    store: files ?? new ExecutionMemory(),
    clock,
    stopAt: options.stopAt,
    performTask: chain,
    ...complaints,
    hasActivity: (arn) => activities.get(arn) !== undefined,
    testCaseOf: (record) => testCases.of(record),
    isUsable: machines.isUsable,
    ...(options.objects ? { objectsOf: options.objects } : {}),
    onHistory: listeners.onHistory,
    onStatus: listeners.onStatus,
    onResumed: listeners.onResumed,
    log,
  });

  const deletion = new MachineDeletion({ machines, versions, tags, executions, listeners });

  async function endedNested(arn: string, signal: AbortSignal) {
    const ended = await executions.ended(arn, signal);
    return { ...ended, stopMs: ended.stopMs ?? now() };
  }

  const start = startExecution({ versions, executions, testCases, log });
  bus.target('states', startingTarget({ versions, executions, start }));

  const service = jsonService({
    scope: 'states',
    version: '1.0',
    targetPrefix: 'AWSStepFunctions',
    badInput: readRequest,
    errors: ['InvalidArn', 'ValidationException', 'ServiceUnavailable'],
    operations: [
      ...stateMachineOperations({ ...account, machines, versions, executions, tags, deletion, now }),
      ...versionOperations({ machines, versions }),
      ...executionOperations({ machines, executions, start }),
      ...taskOperations({ ...account, log, tokens, executions, activities, tags, now, activityPollMs }),
      ...mapRunOperations(executions),
      testStateOperation({ ...account, clock, invokeTask: options.invokeTask, ...complaints }),
      ...tagOperations({ tags, machines, activities }),
    ],
  });

  async function close(): Promise<void> {
    activities.close();
    await executions.close();
  }

  return {
    service: { ...service, close },
    resourceTypes: stepFunctionsResourceTypes({
      machines,
      versions,
      activities,
      baseDir: options.baseDir ?? process.cwd(),
      now,
      isMocked: (name) => testCases.areFor(name),
      offers: options.offers ?? (() => true),
    }),
    start,
    describe: (arn) => executions.required(arn),
    list: () => executions.list().slice(),
    stateMachines: () => machines.list(),
    ended: (arn) => executions.ended(arn),
    history: (arn) => executions.history(arn),
    definitionOf: (arn) => executions.definition(arn),
    onHistory: (listener) => void listeners.history.push(listener),
    onStatus: (listener) => void listeners.status.push(listener),
    forgotten: files?.forgotten ?? 0,
    onResumed: (listener) => void listeners.resumed.push(listener),
    async resume() {
      const resumed = await executions.resume();
      deletion.resume();
      return resumed;
    },
    close,
  };
}

/** The first look at a service loads its client. */
function heldComplaints(
  clock: Clock,
  complaintsOf: ComplaintsOf | undefined,
): { complaintsOf?: ComplaintsOf } {
  if (complaintsOf === undefined) {
    return {};
  }
  const held: ComplaintsOf = (resource, input) => {
    const complaints = complaintsOf(resource, input);
    return complaints instanceof Promise ? holding(clock, () => complaints) : complaints;
  };
  return { complaintsOf: held };
}

function keptActivities(file: string | null): ActivityStore {
  return {
    load: () => loadJson(file) as Activity[],
    save: (list) => saveJson(file, list),
  };
}
