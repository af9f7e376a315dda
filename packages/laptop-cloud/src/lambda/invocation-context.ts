// The context object of a handler. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html

export interface LambdaContext {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  /** Megabytes, as text. */
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  clientContext: unknown;
  identity: undefined;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

export interface ContextFacts {
  functionName: string;
  functionVersion: string;
  functionArn: string;
  memoryMb: number;
  requestId: string;
  logGroup: string;
  logStream: string;
  /** Milliseconds since 1970. */
  deadline: number;
  clientContext?: unknown;
}

export function createContext(facts: ContextFacts): LambdaContext {
  return {
    functionName: facts.functionName,
    functionVersion: facts.functionVersion,
    invokedFunctionArn: facts.functionArn,
    memoryLimitInMB: String(facts.memoryMb),
    awsRequestId: facts.requestId,
    logGroupName: facts.logGroup,
    logStreamName: facts.logStream,
    clientContext: facts.clientContext,
    identity: undefined,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, facts.deadline - Date.now()),
  };
}
