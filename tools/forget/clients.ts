// The AWS clients of an erasure by hand: of an account, or of the laptop cloud at an endpoint.

import { KMSClient } from '@aws-sdk/client-kms';
import { type Clients, clientsFor } from '../smoke/clients.ts';

export type ForgetClients = Clients & { kms: KMSClient };

export function forgetClients(endpoint: string | undefined): ForgetClients {
  const clients = clientsFor(endpoint);
  const { region, credentials } = clients.sfn.config;
  return { ...clients, kms: new KMSClient({ region, credentials, ...(endpoint ? { endpoint } : {}) }) };
}
