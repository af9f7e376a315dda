// X-Ray's API as far as a step needs it: the project has no client of it.

import { ONLOOKER_KEY } from '../../identities.ts';
import { signerFor } from '../../services/protocols/signer.ts';
import type { UsableCloud } from '../command.ts';

/** POSTs one request. Throws Error with what the service answered. */
export async function callXray<Answer>(
  { endpoint, clientConfig }: UsableCloud,
  path: string,
  input: unknown,
): Promise<Answer> {
  const { hostname, host } = new URL(endpoint);
  const body = JSON.stringify(input);
  const { accessKeyId, secretAccessKey } = ONLOOKER_KEY;
  const headers = { host, 'content-type': 'application/json' };
  const signed = await signerFor('xray', clientConfig.region, accessKeyId, secretAccessKey).sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    path,
    headers,
    body,
  });
  const response = await fetch(`${endpoint}${path}`, { method: 'POST', headers: signed.headers, body });
  if (!response.ok) throw new Error(`X-Ray refused ${path}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
