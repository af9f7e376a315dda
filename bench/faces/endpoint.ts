// Whom to ask: the laptop's own Rekognition, started for the purpose, or Amazon's.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { createGateway } from '../../packages/laptop-cloud/src/services/gateway.ts';
import { createRekognition } from '../../packages/local-rekognition/src/rekognition.ts';

export interface Endpoint {
  client: RekognitionClient;
  close(): Promise<void>;
}

/** Calls about one portrait: DetectFaces, DetectModerationLabels, IndexFaces, SearchFaces. */
const CALLS = 4;
// The first price step of image calls in us-east-1; other regions ask somewhat more.
const DOLLARS_PER_CALL = 0.001;

/** What `count` portraits cost at Amazon, in words. */
export function costOf(count: number): string {
  const calls = count * CALLS;
  return `${calls} calls of Amazon Rekognition, about ${(calls * DOLLARS_PER_CALL).toFixed(2)} USD (${DOLLARS_PER_CALL} each: see the price list of your region)`;
}

/** `local` or `aws`; throws at any other name. */
export async function openEndpoint(
  name: string,
  count: number,
  say: (line: string) => void,
): Promise<Endpoint> {
  if (name === 'local') return openLocal();
  if (name !== 'aws') throw new Error(`--endpoint is local or aws, not ${name}`);
  say(costOf(count));
  const client = new RekognitionClient({ maxAttempts: 8 });
  return { client, close: async () => client.destroy() };
}

async function openLocal(): Promise<Endpoint> {
  const [accountId, region] = ['000000000000', 'us-east-1'];
  const folder = mkdtempSync(path.join(tmpdir(), 'rider-photos-faces-'));
  const rekognition = createRekognition({
    folder,
    accountId,
    region,
    readObject: async () => {
      throw new Error('portraits are sent as bytes');
    },
  });
  const principal = { arn: `arn:aws:iam::${accountId}:root`, can: () => true };
  const gateway = await createGateway({
    port: 0,
    services: [rekognition.service],
    credentials: () => ({ secretAccessKey: 'local', principal }),
  });
  const client = new RekognitionClient({
    endpoint: gateway.endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    client,
    close: async () => {
      client.destroy();
      await gateway.close();
      await rekognition.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
