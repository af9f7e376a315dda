import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBus } from '../../../src/services/bus.ts';
import { createLogGroups } from '../../../src/services/logs/log-groups.ts';

const ARN = 'arn:aws:logs:us-east-1:000000000000:log-group:/app/events';
const SOURCE = {
  service: 'events.amazonaws.com',
  arn: 'arn:aws:events:us-east-1:000000000000:rule/all',
};
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'logs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function groups(policy?: { Resource: string; Service?: string }) {
  const bus = createBus();
  const logged: string[] = [];
  const { resourceTypes } = createLogGroups({ bus, folder, log: (line) => logged.push(line) });
  const make = (type: string, physicalName: string, properties: Record<string, unknown>) =>
    resourceTypes[type]?.provision?.(
      { logicalId: 'X', type, physicalName, properties, metadata: {} },
      {} as never,
    );
  await make('AWS::Logs::LogGroup', '/app/events', {});
  if (policy) {
    const { Resource, Service = SOURCE.service } = policy;
    const Statement = [{ Effect: 'Allow', Principal: { Service }, Action: 'logs:PutLogEvents', Resource }];
    await make('AWS::Logs::ResourcePolicy', 'p', { PolicyDocument: JSON.stringify({ Statement }) });
  }
  const lines = () =>
    readFileSync(join(folder, '%2Fapp%2Fevents.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: string });
  return { bus, logged, lines };
}

test('an event is a line of the file of its group', async () => {
  const { bus, lines, logged } = await groups({ Resource: `${ARN}:*` });
  await bus.deliver(ARN, '{"a":1}', { source: SOURCE });
  await bus.deliver(`${ARN}:*`, '{"a":2}', { source: SOURCE });

  expect(lines()).toEqual([
    { timestamp: expect.any(Number), message: '{"a":1}' },
    { timestamp: expect.any(Number), message: '{"a":2}' },
  ]);
  expect(logged).toEqual([]);
});

test('without any policy it is written, and what AWS would need is told once', async () => {
  const { bus, lines, logged } = await groups();
  for (const input of ['1', '2']) await bus.deliver(ARN, input, { source: SOURCE });

  expect(lines()).toHaveLength(2);
  expect(logged).toEqual([
    expect.stringMatching(/log-group:\/app\/events takes no line of .*rule\/all unless/),
  ]);
});

test.each([{ Resource: `${ARN}-of-others:*` }, { Resource: '*', Service: 'route53.amazonaws.com' }])(
  'policies that let others in keep it out: %j',
  async (policy) => {
    const { bus } = await groups(policy);
    await expect(bus.deliver(ARN, '1', { source: SOURCE })).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
  },
);

test('a group that is not there is refused', async () => {
  const { bus } = await groups();
  await expect(bus.deliver(`${ARN}x`, '1', {})).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});
