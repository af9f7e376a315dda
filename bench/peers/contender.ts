// What is measured side by side: each a process of its own, as it starts by default.

/** One that answers AWS requests. */
export interface Contender {
  name: string;
  endpoint: string;
  pid: number;
  stop(): Promise<void>;
}

/** One that runs the small application, too (small/app.ts): a bucket, a rule, a state machine, a function. */
export interface AppContender extends Contender {
  bucket: string;
  stateMachineArn: string;
}

export function credentialsFor({ endpoint }: Pick<Contender, 'endpoint'>) {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}
