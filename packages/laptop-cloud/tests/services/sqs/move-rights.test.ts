import { SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { createBus } from '../../../src/services/bus.ts';
import type { Principal } from '../../../src/services/service.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../support/gateway.ts';

const ARN = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}`;
/** What moving takes, one after the other. */
const RIGHTS = [
  `sqs:StartMessageMoveTask ${ARN}:Dead`,
  `sqs:ReceiveMessage ${ARN}:Dead`,
  `sqs:DeleteMessage ${ARN}:Dead`,
  `sqs:GetQueueAttributes ${ARN}:Dead`,
  `sqs:SendMessage ${ARN}:Jobs`,
];
const mover = (without?: string): Principal => ({
  arn: `arn:aws:iam::${ACCOUNT_ID}:role/Mover`,
  can: (action, resource) => {
    const asked = `${action} ${resource}`;
    return asked !== without && RIGHTS.includes(asked);
  },
});

async function move(principal: Principal): Promise<unknown> {
  const sqs = createSqs({ bus: createBus(), accountId: ACCOUNT_ID, region: REGION });
  const place = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws' as const, stackName: 'app' };
  const make = (physicalName: string, properties: Record<string, unknown>) =>
    sqs.resourceTypes['AWS::SQS::Queue']!.provision!(
      { logicalId: physicalName, type: 'AWS::SQS::Queue', physicalName, properties, metadata: {} },
      place,
    );
  await make('Dead', {});
  await make('Jobs', { RedrivePolicy: { deadLetterTargetArn: `${ARN}:Dead`, maxReceiveCount: 1 } });
  const gateway = await startGateway([sqs.service], { mover: principal });
  const client = new SQSClient(gateway.as('mover'));
  const command = new StartMessageMoveTaskCommand({
    SourceArn: `${ARN}:Dead`,
    DestinationArn: `${ARN}:Jobs`,
  });
  const answer = await client.send(command).catch((error: Error) => error);
  client.destroy();
  await gateway.close();
  return answer;
}

it('moving dead letters takes the rights to do it by hand', async () => {
  expect(await move(mover())).toMatchObject({ TaskHandle: expect.any(String) });
});

it.each(RIGHTS)('and not without %s', async (right) => {
  const refusal = await move(mover(right));
  expect(refusal).toMatchObject({ name: 'AccessDeniedException' });
  expect(String(refusal)).toContain(right.split(' ')[0]);
});
