// What makes the input of a task unusable for its resource: AWS tells of it before it asks the service for anything.

import { withJsonTexts } from './json-texts.ts';
import { complaintsOfInvoke } from './lambda.ts';
import { optimizedCall } from './optimized.ts';
import { parseResource } from './resource.ts';
import { isSdkService, type SdkClients, schemasOf } from './sdk-clients.ts';
import { toSdkInput } from './sdk-schema.ts';

/** Empty where it can be used, and for what does not run here. */
export type ComplaintsOf = (
  resource: string,
  input: unknown,
) => readonly string[] | Promise<readonly string[]>;

export function usableInput(clients: SdkClients): ComplaintsOf {
  return (resource, input) => {
    const parsed = parseResource(resource);
    if (parsed?.kind === 'optimized' && parsed.service === 'lambda' && parsed.action === 'invoke')
      return complaintsOfInvoke(input);
    const call = callOf(parsed, input);
    return call ? complaintsOf(clients, call) : [];
  };
}

type Call = NonNullable<ReturnType<typeof callOf>>;

function callOf(resource: ReturnType<typeof parseResource>, input: unknown) {
  if (resource?.kind === 'optimized') return optimizedCall(resource.service, resource.action, input);
  if (resource?.kind !== 'sdk' || !isSdkService(resource.service)) return undefined;
  const { service, action } = resource;
  return { service, action, parameters: withJsonTexts(service, action, input ?? {}) };
}

async function complaintsOf(
  clients: SdkClients,
  { service, action, parameters }: Call,
): Promise<readonly string[]> {
  const Command = (await clients.open(service)).command(action);
  const complaints: string[] = [];
  if (Command) toSdkInput(schemasOf(Command).input, parameters, complaints);
  return complaints;
}
