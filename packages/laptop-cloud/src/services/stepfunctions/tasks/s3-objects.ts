// What distributed Maps read and write in S3: the items of an ItemReader and the results of a ResultWriter.

import type { ObjectStore } from 'states-language';
import { integrationArn } from '../../../arns.ts';
import { callSdk, sendSdk } from './sdk-call.ts';
import { type SdkClients, sdkErrorNaming } from './sdk-clients.ts';
import type { TaskContext } from './task.ts';

/** The objects that the execution's role may read and write. Fails with StatesTaskError, named as for `aws-sdk:s3`. */
export function createObjectStore(clients: SdkClients, context: TaskContext): ObjectStore {
  const taskOf = (action: string, input: Readonly<Record<string, unknown>>, signal: AbortSignal) => ({
    call: {
      service: 's3',
      action,
      parameters: input,
      naming: sdkErrorNaming('s3'),
      times: 'iso8601' as const,
    },
    task: { state: action, resource: integrationArn(`s3:${action}`), input, signal },
  });
  const call = async (action: string, parameters: Readonly<Record<string, unknown>>, signal: AbortSignal) => {
    const { call: sdkCall, task } = taskOf(action, parameters, signal);
    return (await callSdk(clients, sdkCall, task, context)).result;
  };
  return {
    async getObject(parameters, signal) {
      const { call: sdkCall, task } = taskOf('getObject', parameters, signal);
      const { output } = await sendSdk(clients, sdkCall, task, context);
      const body = output['Body'] as { transformToByteArray(): Promise<Uint8Array> } | undefined;
      return body ? body.transformToByteArray() : '';
    },
    async listObjects(parameters, signal) {
      const found: Record<string, unknown>[] = [];
      let token: unknown;
      do {
        const page = token === undefined ? parameters : { ...parameters, ContinuationToken: token };
        const answer = await call('listObjectsV2', page, signal);
        found.push(...((answer['Contents'] as Record<string, unknown>[] | undefined) ?? []));
        token = answer['NextContinuationToken'];
      } while (token !== undefined);
      return found;
    },
    async putObject({ Prefix: _made, Body: body, ...parameters }, signal) {
      // The engine has made the key from the ResultWriter's prefix, and a text of the result: no task's value.
      await call('putObject', { ...parameters, Body: Buffer.from(String(body)) }, signal);
    },
  };
}
