// An execution in a process that nobody kills, in virtual time.
import { CreateActivityCommand, CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { done } from '../../packages/laptop-cloud/tests/durability/done.ts';
import { Outside } from '../../packages/laptop-cloud/tests/durability/outside.ts';
import { ROLE } from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { REGION } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { virtualClock } from '../../packages/states-language/src/clock.ts';
import { type Machine, NESTED_MACHINE } from './machines.ts';
import { openService } from './service-under-test.ts';

export interface Smooth {
  status: string;
  output: string | undefined;
  done: Record<string, number>;
}

export async function runSmoothly(machine: Machine): Promise<Smooth> {
  const outside = new Outside();
  const service = await openService(null, virtualClock(Date.now()), ({ kind, told }) => {
    if (kind === 'ask') outside.answerLater(told);
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sfn = new SFNClient({ endpoint: service.endpoint, region: REGION, credentials });
  outside.sfn = sfn;
  const working = outside.workForActivity();
  await sfn.send(new CreateActivityCommand({ name: 'work' }));
  const create = ({ name, definition }: Machine) =>
    sfn.send(new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn: ROLE }));
  await create(NESTED_MACHINE);
  const { stateMachineArn = '' } = await create(machine);
  const { stepFunctions } = service;
  const { executionArn } = stepFunctions.start(stateMachineArn, { input: JSON.stringify(machine.input) });
  const { status, output } = await stepFunctions.ended(executionArn);
  const smooth = { status, output, done: done(stepFunctions) };
  outside.close();
  await service.close();
  await working;
  sfn.destroy();
  return smooth;
}
