// One invocation as Lambda makes it, and what it wrote.

import type { Context } from 'aws-lambda';

export const CONTEXT = {
  functionName: 'SampleFunction',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:SampleFunction',
  memoryLimitInMB: '512',
  awsRequestId: '5c1f8bd0-0000-4000-8000-000000000001',
} as Context;

export const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:CheckPhoto:sample';

export type Line = Record<string, unknown>;

export interface Written {
  logs: Line[];
  /** Embedded metric format. */
  metrics: Line[];
  text: string;
}

/** Runs something and gives what it wrote, whether it failed or not. */
export async function capture(
  run: () => Promise<unknown>,
): Promise<Written & { error?: unknown; output?: unknown }> {
  const chunks: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      chunks.push(String(chunk));
      return true;
    }),
  );
  const outcome = await run().then(
    (output) => ({ output }),
    (error: unknown) => ({ error }),
  );
  for (const stream of streams) stream.mockRestore();
  const text = chunks.join('');
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
  return {
    ...outcome,
    text,
    logs: lines.filter((line) => !('_aws' in line)),
    metrics: lines.filter((line) => '_aws' in line),
  };
}
