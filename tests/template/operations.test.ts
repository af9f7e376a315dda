// What operators get: alarms and the runbook belong together, the dashboard is sound, dev and prod part ways on deletion.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { VERDICTS } from '../../src/domain/photo.ts';
import { KINDS } from '../../src/sweep/run.ts';
import { everyState, ROOT, read, resourcesOf, template } from './project.ts';

const alarms = resourcesOf('AWS::CloudWatch::Alarm');
const runbook = read('docs/runbook.md');
/** Headings of the part about alarms, as the anchors that GitHub makes of them. */
const alarmEntries = runbook
  .slice(runbook.indexOf('\n## Alarms'), runbook.indexOf('\n## Repairs'))
  .split('\n### ')
  .slice(1);
const anchorOf = (entry: string) => entry.split('\n')[0]!.trim().toLowerCase().replaceAll(' ', '-');
const runbookAnchor = (properties: Record<string, unknown>) =>
  /See docs\/runbook\.md#([a-z-]+)$/.exec(String(properties['AlarmDescription']))?.[1];
const kebab = (name: string) => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
const text = JSON.stringify(template.resources);

describe('every alarm', () => {
  it.each(alarms)('%s names its entry of the runbook', (logicalId, { properties }) => {
    expect(runbookAnchor(properties)).toBe(kebab(logicalId));
    expect(alarmEntries.map(anchorOf)).toContain(kebab(logicalId));
  });

  it.each(alarms)(
    '%s tells the operators when it goes off and when it is over',
    (logicalId, { properties }) => {
      const operators = [{ Ref: 'OperatorAlerts' }];
      expect(properties['AlarmActions']).toEqual(operators);
      expect(properties['OKActions']).toEqual(operators);
      // Of what does not run, that there is no number is what is wrong.
      const unlessOff = { 'Fn::If': ['SweepIsOn', 'breaching', 'notBreaching'] };
      expect(properties['TreatMissingData']).toEqual(
        logicalId === 'SweepSilent' ? unlessOff : 'notBreaching',
      );
    },
  );

  it('stays within what CloudWatch takes: ten metrics, one of them watched', () => {
    for (const [, { properties }] of alarms) {
      const metrics = (properties['Metrics'] ?? []) as { MetricStat?: unknown; ReturnData?: boolean }[];
      expect(metrics.filter(({ MetricStat }) => MetricStat).length).toBeLessThanOrEqual(10);
      if (metrics.length > 0)
        expect(metrics.filter(({ ReturnData }) => ReturnData !== false)).toHaveLength(1);
    }
  });
});

describe('every entry of the runbook', () => {
  it('belongs to an alarm', () => {
    const ids = alarms.map(([logicalId]) => kebab(logicalId));
    expect(alarmEntries.map(anchorOf).sort()).toEqual(ids.sort());
  });

  it.each(alarmEntries.map((entry) => [anchorOf(entry), entry]))(
    '%s says what it means, what to look at and what to do',
    (_, entry) => {
      for (const part of ['**Means.**', '**Look.**', '**Do.**']) expect(entry).toContain(part);
    },
  );

  it('links only to what is there', () => {
    const anchors = [...runbook.matchAll(/^#{2,3} (.+)$/gm)].map((match) => anchorOf(match[1]!));
    for (const [, target] of runbook.matchAll(/\]\(([^)]+)\)/g)) {
      if (target!.startsWith('https://')) continue;
      if (target!.startsWith('#')) expect(anchors).toContain(target!.slice(1));
      else expect(existsSync(path.join(ROOT, 'docs', target!.split('#')[0]!))).toBe(true);
    }
  });
});

/** Two stacks of one account must not see each other's numbers. */
const OWN_NAMESPACE = JSON.stringify({ 'Fn::Sub': 'RiderPhotos/${AWS::StackName}' });

describe('what alarms, dashboard and filters watch', () => {
  const telemetry = ['src/shared/telemetry.ts', 'src/steps/decide.ts', 'src/sweep/sweep-photos.ts']
    .map(read)
    .join();
  /** Written as it is, or of the kind of work and what became of it. */
  const counted = (metric: string) =>
    telemetry.includes(`'${metric}'`) ||
    telemetry.includes(`\`\${metric}${metric.replace(/^(Step|Route)/, '')}\``);
  const steps = new Set(
    everyState().flatMap(({ name, state }) => (state.Resource?.includes('lambda:invoke') ? name : [])),
  );
  const watched: { MetricName: string; Dimensions: { Name: string; Value: string }[] }[] = [];
  JSON.stringify(alarms, (_key, value) => {
    // Metrics of filters have no dimensions.
    if (JSON.stringify(value?.Namespace) === OWN_NAMESPACE && value.Dimensions) watched.push(value);
    return value;
  });

  it('is what the sources count, by the names of steps that exist', () => {
    expect(watched.length).toBeGreaterThan(3);
    for (const { MetricName, Dimensions } of watched) {
      expect(counted(MetricName)).toBe(true);
      for (const { Name, Value } of Dimensions)
        expect(Name === 'kind' ? (KINDS as readonly string[]) : [...steps]).toContain(Value);
    }
  });

  it('is counted apart for each stack', () => {
    const { Environment } = template.globals['Function'] as { Environment: { Variables: object } };
    expect(Environment.Variables).toMatchObject({ POWERTOOLS_METRICS_NAMESPACE: JSON.parse(OWN_NAMESPACE) });
    const everywhere = read('template.yaml');
    expect(everywhere.match(/RiderPhotos(?!\/\$\{AWS::StackName\})/g)).toBeNull();
    // What is no letter or digit goes in quotes in a search.
    for (const [, place] of everywhere.matchAll(/SEARCH\('\{([^}]*RiderPhotos.*?),step\}/g))
      expect(place).toBe('\\"RiderPhotos/${AWS::StackName}\\"');
  });

  const patterns = resourcesOf('AWS::Logs::MetricFilter').map(([, { properties }]) =>
    String(properties['FilterPattern']),
  );

  it('is a log line that the sources write, or a state of the workflow', () => {
    expect(patterns).toHaveLength(2);
    const line = /\$\.message = "([^"]+)"/.exec(patterns.join())?.[1];
    expect(telemetry).toContain(`logger.error(\`\${kind} ${line?.replace(/^step /, '')}\``);
    const entered = /\$\.details\.name = "([^"]+)"/.exec(patterns.join())?.[1];
    const found = everyState().find(({ name }) => name === entered)?.state;
    expect(patterns.join()).toContain(`$.type = "${found?.Type}StateEntered"`);
  });

  it('is watched for each kind of what gets stuck; of reviews by one age', () => {
    const kinds = watched.flatMap(({ Dimensions }) =>
      Dimensions.flatMap(({ Name, Value }) => (Name === 'kind' ? Value : [])),
    );
    expect(kinds.sort()).toEqual(KINDS.filter((kind) => kind !== 'overdue-review').toSorted());
  });

  it('feeds an alarm, or the dashboard, from each metric filter', () => {
    const made = resourcesOf('AWS::Logs::MetricFilter').flatMap(
      ([, { properties }]) =>
        properties['MetricTransformations'] as { MetricNamespace: unknown; MetricName: string }[],
    );
    for (const { MetricNamespace, MetricName } of made) {
      const [alarm] = alarms.filter(([, { properties }]) => properties['MetricName'] === MetricName);
      if (alarm) expect(alarm[1].properties['Namespace']).toEqual(MetricNamespace);
      else expect(JSON.stringify(resourcesOf('AWS::CloudWatch::Dashboard'))).toContain(`\\"${MetricName}\\"`);
    }
  });
});

describe('the dashboard', () => {
  const [[, dashboard]] = resourcesOf('AWS::CloudWatch::Dashboard') as [(typeof alarms)[number]];
  const body = (dashboard.properties['DashboardBody'] as { 'Fn::Sub': string })['Fn::Sub'];
  const parsed = JSON.parse(body.replaceAll(/\$\{[\w.:]+\}/g, '300')) as {
    widgets: {
      x: number;
      y: number;
      width: number;
      height: number;
      properties: { title: string; alarms?: string[] };
    }[];
  };

  it('is JSON once it is filled in, without gaps or overlaps', () => {
    const cells = new Set<string>();
    for (const { x, y, width, height } of parsed.widgets) {
      for (let column = x; column < x + width; column++) cells.add(`${column}/${y}`);
      expect(height).toBe(6);
      expect(y % 6).toBe(0);
    }
    expect(cells.size).toBe(24 * (1 + Math.max(...parsed.widgets.map(({ y }) => y)) / 6));
  });

  it('shows every alarm', () => {
    for (const [logicalId] of alarms) expect(body).toContain(`\${${logicalId}.Arn}`);
  });

  it('shows every verdict that is decided', () => {
    // Nobody decides that a review expires.
    const decided = VERDICTS.filter((verdict) => verdict !== 'expired');
    for (const verdict of decided) expect(body).toContain(`"verdict", "${verdict}"`);
  });
});

describe('saved queries', () => {
  it('read log groups of this stack, by fields that are written', () => {
    const queries = resourcesOf('AWS::Logs::QueryDefinition');
    expect(queries.length).toBeGreaterThan(3);
    for (const [, { properties }] of queries) {
      const [group] = properties['LogGroupNames'] as [{ Ref: string }];
      expect(template.resources[group.Ref]?.type).toBe('AWS::Logs::LogGroup');
      for (const [, state] of String(properties['QueryString']).matchAll(/'(Save\w+)'/g))
        expect(everyState().map(({ name }) => name)).toContain(state);
    }
  });
});

describe('dev and prod', () => {
  const raw = read('template.yaml');
  /** Types that hold what cannot be made again. */
  const KEEPING = [
    'AWS::S3::Bucket',
    'AWS::DynamoDB::Table',
    'AWS::KMS::Key',
    'AWS::Rekognition::Collection',
  ];

  const kept = KEEPING.flatMap(resourcesOf)
    .map(([logicalId]) => logicalId)
    // The pages are made anew from their sources.
    .filter((logicalId) => logicalId !== 'WebBucket');

  it.each(kept)('%s is kept in prod and goes in dev', (logicalId) => {
    const block = raw.split(`\n  ${logicalId}:\n`)[1]!.split('\n    Properties:')[0]!;
    // What a deployment made that then failed holds nothing, and would stand in the way of the next one.
    expect(block).toContain('DeletionPolicy: !If [RetainData, RetainExceptOnCreate, Delete]');
    expect(block).toContain('UpdateReplacePolicy: !If [RetainData, Retain, Delete]');
  });

  it('prod is what a deployment is that says nothing', () => {
    expect(template.parameters['Stage']!['Default']).toBe('prod');
    expect(template.conditions['RetainData']).toEqual({ 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] });
  });

  it('both have a table in samconfig.toml', () => {
    const samconfig = read('samconfig.toml');
    for (const stage of ['dev', 'prod']) {
      expect(samconfig).toContain(`[${stage}.deploy.parameters]`);
      expect(samconfig).toContain(`Stage=${stage}`);
    }
  });
});

it('every parameter is used', () => {
  const everything = text + JSON.stringify([template.conditions, template.rules, template.globals]);
  const unused = Object.keys(template.parameters).filter(
    (name) => !everything.includes(`{"Ref":"${name}"}`) && !everything.includes(`\${${name}}`),
  );
  expect(unused).toEqual([]);
});

it('every queue with readers has somewhere for what they cannot read', () => {
  const queues = resourcesOf('AWS::SQS::Queue');
  const deadLetters = queues.flatMap(([, { properties }]) => {
    const policy = properties['RedrivePolicy'] as
      | { deadLetterTargetArn: { 'Fn::GetAtt': string[] } }
      | undefined;
    return policy ? [policy.deadLetterTargetArn['Fn::GetAtt'][0]!] : [];
  });
  const schedules = resourcesOf('AWS::Scheduler::Schedule').map(([, { properties }]) => properties['Target']);
  for (const target of schedules as { DeadLetterConfig: { Arn: { 'Fn::GetAtt': string[] } } }[])
    deadLetters.push(target.DeadLetterConfig.Arn['Fn::GetAtt'][0]!);
  for (const [logicalId, { properties }] of queues)
    expect(properties['RedrivePolicy'] !== undefined || deadLetters.includes(logicalId)).toBe(true);
  const watched = alarms.flatMap(([, { properties }]) => JSON.stringify(properties['Dimensions'] ?? []));
  for (const logicalId of deadLetters) expect(watched.join()).toContain(`["${logicalId}","QueueName"]`);
});

it('every rule has a dead-letter queue for what its target does not take', () => {
  for (const [, { properties }] of resourcesOf('AWS::Events::Rule'))
    for (const target of properties['Targets'] as { DeadLetterConfig?: unknown }[])
      expect(target.DeadLetterConfig).toBeDefined();
});

it('what a rule could put nowhere is noticed', () => {
  for (const [logicalId] of resourcesOf('AWS::Events::Rule')) {
    const watching = alarms.filter(
      ([, { properties }]) =>
        properties['MetricName'] === 'InvocationsFailedToBeSentToDlq' &&
        JSON.stringify(properties['Dimensions']).includes(`{"Ref":"${logicalId}"}`),
    );
    expect(watching).toHaveLength(1);
  }
});

it('the log that may quote an input ends within a week, whatever the others do', () => {
  const { RetentionInDays } = template.resources['CheckPhotoLogs']!.properties as {
    RetentionInDays: unknown;
  };
  expect(RetentionInDays).toEqual({ 'Fn::If': ['LogsEndSooner', { Ref: 'LogRetentionDays' }, 7] });
  const sooner = (template.conditions['LogsEndSooner'] as { 'Fn::Or': { 'Fn::Equals': unknown[] }[] })[
    'Fn::Or'
  ];
  const allowed = template.parameters['LogRetentionDays']!['AllowedValues'] as number[];
  expect(sooner.map((one) => one['Fn::Equals'][1])).toEqual(allowed.filter((days) => days < 7));
});
