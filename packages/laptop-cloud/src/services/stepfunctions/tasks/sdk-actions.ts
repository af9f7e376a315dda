// Calls of AWS APIs for whoever is no state machine: schedules with universal targets. The clients and the reading of
// parameters are those of SDK tasks; refusals stay as services give them.
import type { SdkAction, SdkActions } from '../../sdk-actions.ts';
import { ServiceError } from '../../service.ts';
import { isSdkService, type SdkClients, schemasOf } from './sdk-clients.ts';
import { toSdkInput } from './sdk-schema.ts';

export function createSdkActions(clients: SdkClients): SdkActions {
  async function prepare({ service, action, parameters }: SdkAction) {
    const module = await clients.open(service);
    const Command = module.command(action);
    if (!Command) throw new ServiceError('ValidationException', `${service} has no action ${action}`);
    const complaints: string[] = [];
    const input = toSdkInput(schemasOf(Command).input, parameters, complaints);
    if (complaints.length > 0)
      throw new ServiceError('ValidationException', `${service}:${action}: ${complaints.join(', ')}`);
    return { module, Command, input };
  }

  return {
    has: isSdkService,
    check: async (call) => void (await prepare(call)),
    async send({ roleArn, signal, ...call }) {
      const { module, Command, input } = await prepare(call);
      try {
        await module.client(roleArn).send(Command, input, { abortSignal: signal });
      } catch (error) {
        throw asServiceError(error);
      }
    },
  };
}

function asServiceError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return error;
  return new ServiceError(error.name, error.message, status);
}
