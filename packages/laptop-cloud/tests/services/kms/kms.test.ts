import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GenerateMacCommand, KMSClient, VerifyMacCommand } from '@aws-sdk/client-kms';
import { createKms, type Kms } from '../../../src/services/kms/kms.ts';
import type { Principal } from '../../../src/services/service.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const mute: Principal = { arn: `arn:aws:iam::${ACCOUNT_ID}:role/Mute`, can: () => false };
const place = { accountId: ACCOUNT_ID, region: REGION };
const KEY = '11111111-2222-3333-4444-555555555555';
const OTHER = '11111111-2222-3333-4444-666666666666';
let folder: string;
let gateway: TestGateway;
let client: KMSClient;

async function start(): Promise<void> {
  const kms = createKms({ folder, ...place });
  await make(kms, KEY, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  await make(kms, OTHER, { EnableKeyRotation: true });
  gateway = await startGateway([kms.service], { mute });
  client = new KMSClient(gateway.clientConfig);
}

async function make(kms: Kms, physicalName: string, properties: Record<string, unknown>): Promise<void> {
  const resource = { logicalId: 'Key', type: 'AWS::KMS::Key', physicalName, properties, metadata: {} };
  const context = { ...place, partition: 'aws' as const, stackName: 'test' };
  kms.resourceTypes['AWS::KMS::Key']!.check!(resource, context);
  await kms.resourceTypes['AWS::KMS::Key']!.provision!(resource, context);
}

async function stop(): Promise<void> {
  client.destroy();
  await gateway.close();
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kms-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

const codeOf = async (text: string, KeyId = KEY, from = client) => {
  const Message = Buffer.from(text);
  const { Mac } = await from.send(new GenerateMacCommand({ KeyId, MacAlgorithm: 'HMAC_SHA_256', Message }));
  return Buffer.from(Mac!).toString('hex');
};

it('makes the same code of the same message, another of another, by id and by ARN', async () => {
  const code = await codeOf('one');
  expect(code).toMatch(/^[0-9a-f]{64}$/);
  expect(await codeOf('one', `arn:aws:kms:${REGION}:${ACCOUNT_ID}:key/${KEY}`)).toBe(code);
  expect(await codeOf('two')).not.toBe(code);
});

it('makes the same by an alias of the key', async () => {
  await stop();
  const kms = createKms({ folder, ...place });
  await make(kms, KEY, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  await kms.resourceTypes['AWS::KMS::Alias']?.provision?.(
    {
      logicalId: 'Alias',
      type: 'AWS::KMS::Alias',
      physicalName: 'alias/codes',
      properties: { AliasName: 'alias/codes', TargetKeyId: KEY },
      metadata: {},
    },
    { ...place, partition: 'aws', stackName: 'test' },
  );
  gateway = await startGateway([kms.service]);
  client = new KMSClient(gateway.clientConfig);

  expect(await codeOf('one', 'alias/codes')).toBe(await codeOf('one'));
});

it('makes it after a restart, too, by a secret that nobody else may read', async () => {
  const code = await codeOf('one');
  await stop();
  await start();
  expect(await codeOf('one')).toBe(code);
  // Windows tells no such modes.
  if (process.platform !== 'win32') expect(statSync(path.join(folder, 'secrets.json')).mode & 0o077).toBe(0);
});

it('verifies codes', async () => {
  const Mac = Buffer.from(await codeOf('one'), 'hex');
  const verify = (text: string) =>
    client.send(
      new VerifyMacCommand({ KeyId: KEY, MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from(text), Mac }),
    );
  expect(await verify('one')).toMatchObject({ MacValid: true });
  await expect(verify('two')).rejects.toMatchObject({ name: 'KMSInvalidMacException' });
});

it.each([
  ['a key that is for something else', OTHER, 'InvalidKeyUsageException'],
  ['no key', '11111111-2222-3333-4444-777777777777', 'NotFoundException'],
])('refuses %s by name', async (_, KeyId, name) => {
  await expect(codeOf('one', KeyId)).rejects.toMatchObject({ name });
});

it('refuses a message that is too long', async () => {
  await expect(codeOf('x'.repeat(4097))).rejects.toMatchObject({ name: 'ValidationException' });
});

it('asks for the right to the key', async () => {
  const other = new KMSClient(gateway.as('mute'));
  await expect(codeOf('one', KEY, other)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  other.destroy();
});

it('makes no key whose use does not go with its kind', async () => {
  const kms = createKms({ folder: null, ...place });
  await expect(make(kms, KEY, { KeySpec: 'HMAC_256' })).rejects.toThrow(/KeyUsage ENCRYPT_DECRYPT/);
});
