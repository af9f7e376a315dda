// One generic call through an SDK client: parameters in, result or named error out.
import { StatesTaskError } from 'states-language';
import { type ErrorNaming, refusalError, unreachableError } from './error-names.ts';
import { type SdkClients, type SdkModule, schemasOf } from './sdk-clients.ts';
import { type TimeStyle, toResult, toSdkInput } from './sdk-schema.ts';
import type { Task, TaskContext } from './task.ts';

export interface SdkCall {
  /** Name of the SDK service, e.g. `dynamodb`. */
  service: string;
  /** Action in camelCase, e.g. `putItem`. */
  action: string;
  parameters: unknown;
  naming: ErrorNaming;
  times: TimeStyle;
}

export interface SdkAnswer {
  result: Record<string, unknown>;
  /** SdkHttpMetadata and SdkResponseMetadata, which optimized integrations add to their results. */
  metadata: Record<string, unknown>;
}

/** Calls a service as the execution's role. Throws StatesTaskError named as `naming` says. */
export async function callSdk(
  clients: SdkClients,
  call: SdkCall,
  task: Task,
  context: TaskContext,
): Promise<SdkAnswer> {
  const { output, schema, headers } = await sendSdk(clients, call, task, context);
  const result = (await toResult(schema, output, call.times)) as Record<string, unknown>;
  return { result, metadata: httpMetadata(output['$metadata'] as SdkMetadata, headers) };
}

/** Calls it and gives the answer as the client does, with its streams still to be read. */
export async function sendSdk(
  clients: SdkClients,
  call: Omit<SdkCall, 'times'>,
  task: Task,
  context: TaskContext,
): Promise<{ output: Record<string, unknown>; schema: unknown; headers: Headers }> {
  const module = await clients.open(call.service);
  const Command = module.command(call.action);
  if (!Command) {
    throw new StatesTaskError(
      'States.Runtime',
      `The resource ${task.resource} is not recognized: ${call.service} has no action ${call.action}`,
    );
  }
  const schemas = schemasOf(Command);
  const complaints: string[] = [];
  const input = toSdkInput(schemas.input, call.parameters, complaints);
  if (complaints.length > 0) throw unusableParameters(task, call.parameters, complaints);
  const { roleArn, traceHeader } = context;
  try {
    const sending = { abortSignal: task.signal, traceHeader };
    return { ...(await module.client(roleArn).send(Command, input, sending)), schema: schemas.output };
  } catch (error) {
    throw nameError(module, call.naming, error);
  }
}

export function unusableParameters(
  { state, enteredEventId }: Task,
  parameters: unknown,
  complaints: string[],
): StatesTaskError {
  const entered = enteredEventId === undefined ? '' : ` (entered at the event id #${enteredEventId})`;
  return new StatesTaskError(
    'States.Runtime',
    `An error occurred while executing the state '${state}'${entered}. The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${complaints.join(', ')}]`,
  );
}

interface SdkMetadata {
  httpStatusCode?: number;
  requestId?: string;
  extendedRequestId?: string;
}

function nameError(module: SdkModule, naming: ErrorNaming, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const {
    $metadata,
    Code,
    Error: body,
  } = error as Error & {
    $metadata?: SdkMetadata;
    Code?: string;
    Error?: { Code?: string };
  };
  if (!$metadata?.httpStatusCode) return unreachableError(naming, error.message);
  const code = Code ?? body?.Code;
  return refusalError(naming, {
    exception: error.name,
    ...(code ? { code } : {}),
    isModeled: module.hasException(error.name),
    message: error.message,
    status: $metadata.httpStatusCode,
    requestId: $metadata.requestId ?? '',
    ...($metadata.extendedRequestId ? { extendedRequestId: $metadata.extendedRequestId } : {}),
  });
}

type Headers = Record<string, string>;

/** As AWS writes them; the others are in small letters there, too. */
const HEADER_NAMES: Readonly<Record<string, string>> = {
  'content-length': 'Content-Length',
  'content-type': 'Content-Type',
  date: 'Date',
  'x-amzn-requestid': 'x-amzn-RequestId',
};
/** Which tell of this gateway alone. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['keep-alive', 'server']);

function httpMetadata(metadata: SdkMetadata, headers: Headers): Record<string, unknown> {
  const shown = Object.entries(headers)
    .filter(([name]) => !OWN_HEADERS.has(name))
    .map(([name, value]) => [HEADER_NAMES[name] ?? name, value] as const);
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(shown.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(shown),
      HttpStatusCode: metadata.httpStatusCode,
    },
    SdkResponseMetadata: { RequestId: metadata.requestId },
  };
}
