// Functions that cases make.
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type InvokeCommandInput,
} from '@aws-sdk/client-lambda';
import { zipOf } from '../../../../bench/api/zip.ts';
import { until, type World } from '../../world.ts';

/** An archive of one module, `index.mjs`. */
export const zipped = (code: string): Buffer => zipOf('index.mjs', code);

/** A function of this code that is ready to be called; its name. Removed afterwards. */
export async function newFunction(world: World, code: string, more: object = {}): Promise<string> {
  const { lambda, fresh, later, roleArn } = world;
  const FunctionName = fresh('function');
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: roleArn,
      Code: { ZipFile: zipped(code) },
      ...more,
    }),
  );
  later(() => lambda.send(new DeleteFunctionCommand({ FunctionName })));
  await ready(world, FunctionName);
  return FunctionName;
}

/** Waits until neither making nor updating goes on. */
export async function ready({ lambda }: World, FunctionName: string): Promise<void> {
  await until(
    () => lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    ({ State, LastUpdateStatus }) => State !== 'Pending' && LastUpdateStatus !== 'InProgress',
  );
}

export async function invoked(
  { lambda }: World,
  FunctionName: string,
  more: Partial<InvokeCommandInput> = {},
) {
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}', ...more }));
  const text = Buffer.from(answer.Payload ?? []).toString();
  return { ...answer, Payload: undefined, payload: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
