import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { aFunction } from '../../lambda/a-project.ts';
import { coded, LambdaWorld } from './lambda-world.ts';

const template = (reserved = 5) =>
  `Resources:${aFunction('Step', `ReservedConcurrentExecutions: ${reserved}`)}`;
const world = new LambdaWorld({ 'src/step.ts': 'export const Step = async () => 1;' }, template());
beforeAll(() => world.open());
afterAll(() => world.close());

const put = (FunctionName: string, ReservedConcurrentExecutions: number) =>
  world.client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
const remove = (FunctionName: string) =>
  world.client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
async function reserved(FunctionName: string): Promise<number | undefined> {
  const told = await world.client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  return told.ReservedConcurrentExecutions;
}

test('a reserve bounds the calls of all versions together, from the next call on and after a restart', async () => {
  const FunctionName = 'slow';
  const code =
    'export const handler = () => new Promise((resolve) => { setTimeout(() => resolve(process.env.OWN ?? 1), 300); });';
  await world.create(FunctionName, { Code: { ZipFile: coded(code) }, Publish: true });
  await world.client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
  const outcomes = async () => {
    const calls = ['slow', 'slow:1', 'slow:live'].map((name) => world.called(name));
    const settled = await Promise.allSettled(calls);
    return settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.name)).sort();
  };

  const before = await outcomes();
  expect(await put(FunctionName, 1)).toMatchObject({ ReservedConcurrentExecutions: 1 });
  const bounded = await outcomes();
  await put(FunctionName, 0);
  await world.restart();
  const kept = await outcomes();
  await remove(FunctionName);

  expect(before).toEqual([1, 1, 1]);
  expect(bounded).toEqual([1, 'TooManyRequestsException', 'TooManyRequestsException']);
  expect(kept).toEqual(Array(3).fill('TooManyRequestsException'));
  expect(await reserved(FunctionName)).toBeUndefined();
  expect(await outcomes()).toEqual([1, 1, 1]);
}, 30_000);

test('over that of the template it holds until the template says something else', async () => {
  await put('Step', 7);
  const { Concurrency } = await world.client.send(new GetFunctionCommand({ FunctionName: 'Step' }));
  await world.restart();
  const kept = await reserved('Step');
  await remove('Step');
  await world.restart();
  const gone = await reserved('Step');
  await world.restart(template(6));

  expect([Concurrency?.ReservedConcurrentExecutions, kept, gone]).toEqual([7, 7, undefined]);
  expect(await reserved('Step')).toBe(6);
});

test('a reserve goes with its function', async () => {
  await world.create('passing');
  await put('passing', 3);
  await world.client.send(new DeleteFunctionCommand({ FunctionName: 'passing' }));
  await world.create('passing');
  expect(await reserved('passing')).toBeUndefined();
});

test('an account keeps a hundred for functions without a reserve, and tells what is left', async () => {
  await world.create('large');
  const left = async () => {
    const { AccountLimit } = await world.client.send(new GetAccountSettingsCommand({}));
    return AccountLimit?.UnreservedConcurrentExecutions ?? 0;
  };
  const before = await left();

  await expect(put('large', before - 99)).rejects.toThrow(
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  );
  await put('large', before - 100);
  expect(await left()).toBe(100);
  await put('large', before - 101);
  const { AccountUsage } = await world.client.send(new GetAccountSettingsCommand({}));
  expect(AccountUsage?.FunctionCount).toBeGreaterThan(1);
  expect(AccountUsage?.TotalCodeSize).toBeGreaterThan(0);
});

test.each([
  [
    'large:$LATEST',
    'InvalidParameterValueException',
    /^This operation is permitted on Lambda functions only/,
  ],
  ['none', 'ResourceNotFoundException', /function:none:\$LATEST$/],
])('nothing is reserved for %s', async (name, code, message) => {
  await expect(put(name, 1)).rejects.toMatchObject({ name: code, message: expect.stringMatching(message) });
});
