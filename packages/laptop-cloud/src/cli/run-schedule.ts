// npx laptop-cloud run-schedule: invokes the target of a schedule of the running npm start now, instead of in the night.

import { howToRun } from '../how-to-run.ts';
import { ROOT_KEY } from '../identities.ts';
import { nameHint } from '../near-names.ts';
import { signerFor } from '../services/protocols/signer.ts';
import { logicalIdOf } from '../stack/names.ts';
import { stateFolderOwner } from '../state-folder.ts';
import type { RunningCloud } from '../state-lock.ts';
import { type Call, type Command, textOption } from './command.ts';
import { UsageError } from './usage-error.ts';
import { DEFAULT_STATE } from './use-cloud.ts';

export const RUN_SCHEDULE: Command = {
  name: 'run-schedule',
  summary: 'a schedule of the running npm start, now',
  help: `npx laptop-cloud run-schedule NAME [options]

Invokes the target of a schedule now, with its role, its retries and its dead-letter queue, in the npm start that uses the same
--state. NAME is its logical id in the template, its name, or its group and name (nightly/sweep); it may be disabled. Of an
EventBridge rule with a ScheduleExpression it is the logical id or the name, too: its targets are told that it is due.

  --state DIR   where everything is kept (default .local)
  --help        this text

Exit code: 0 when the target has it (a rule: once it is on its way), 1 when it has not, 2 usage.`,
  options: { state: { type: 'string' } },
  run,
};

interface Found {
  /** As people may call it. */
  names: string[];
  run(): Promise<number>;
}

async function run(call: Call): Promise<number> {
  const [wanted, ...more] = call.positionals;
  if (wanted === undefined || more.length > 0)
    throw new UsageError('run-schedule takes the name of one schedule');
  const owner = await stateFolderOwner(textOption(call, 'state') ?? DEFAULT_STATE);
  if (!owner?.cloud || owner.isPrivate)
    throw new UsageError(`nothing runs with this state folder: begin with ${howToRun('start')}`);
  const all = [...(await schedulesOf(call, owner.cloud)), ...(await rulesOf(call, owner.cloud))];
  const found = all.find(({ names }) => names.includes(wanted));
  if (found) return found.run();
  throw new UsageError(
    `no schedule ${wanted}; ${nameHint(
      wanted,
      all.flatMap(({ names }) => names.slice(0, 1)),
    )}`,
  );
}

async function schedulesOf(call: Call, cloud: RunningCloud): Promise<Found[]> {
  const all: { Name: string; GroupName: string }[] = [];
  for (let token: string | undefined = ''; token !== undefined; ) {
    const query: string = token === '' ? '' : `?NextToken=${encodeURIComponent(token)}`;
    const page = await ask<{ Schedules: typeof all; NextToken?: string }>(
      cloud,
      'scheduler',
      `/schedules${query}`,
    );
    all.push(...page.Schedules);
    token = page.NextToken;
  }
  return all.map(({ Name: name, GroupName: group }) => ({
    names: namesOf('AWS::Scheduler::Schedule', name, cloud).flatMap((each) => [each, `${group}/${each}`]),
    async run() {
      const path = `/schedules/${encodeURIComponent(name)}/run?groupName=${encodeURIComponent(group)}`;
      const { Status, Target, Reason } = await ask<{ Status: string; Target: string; Reason?: string }>(
        cloud,
        'scheduler',
        path,
        { method: 'POST' },
      );
      call.out.line(`${name}: ${Status} ${Target}${Reason === undefined ? '' : `: ${Reason}`}`);
      return Status === 'delivered' ? 0 : 1;
    },
  }));
}

async function rulesOf(call: Call, cloud: RunningCloud): Promise<Found[]> {
  const { Rules } = await askEvents<{ Rules: { Name: string; ScheduleExpression?: string }[] }>(
    cloud,
    'ListRules',
    {},
  );
  const scheduled = Rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined);
  return scheduled.map(({ Name }) => ({
    names: namesOf('AWS::Events::Rule', Name, cloud),
    async run() {
      const { Targets } = await askEvents<{ Targets: string[] }>(cloud, 'RunRule', { Name });
      call.out.line(
        `${Name}: sent to ${Targets.length === 0 ? 'nobody: it has no targets' : Targets.join(', ')}`,
      );
      return 0;
    },
  }));
}

function namesOf(type: string, name: string, { context }: RunningCloud): string[] {
  const logicalId = logicalIdOf(type, context.stackName, name);
  return logicalId === undefined ? [name] : [logicalId, name];
}

function askEvents<Answer>(cloud: RunningCloud, operation: string, input: unknown): Promise<Answer> {
  return ask(cloud, 'events', '/', {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSEvents.${operation}` },
    body: JSON.stringify(input),
  });
}

/** One request to the running cloud, as root: retries of the target may take their time. */
async function ask<Answer>(
  { endpoint, context: { region } }: RunningCloud,
  service: string,
  pathAndQuery: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { hostname, host, pathname, searchParams } = new URL(pathAndQuery, endpoint);
  const { accessKeyId, secretAccessKey } = ROOT_KEY;
  const signed = await signerFor(service, region, accessKeyId, secretAccessKey).sign({
    method,
    protocol: 'http:',
    hostname,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host, ...headers },
    body,
  });
  const response = await fetch(`${endpoint}${pathAndQuery}`, {
    method,
    headers: signed.headers,
    ...(body === '' ? {} : { body }),
  });
  if (!response.ok) throw new Error(`${service} refused ${pathAndQuery}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
