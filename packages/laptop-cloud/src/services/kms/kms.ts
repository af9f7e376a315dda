// AWS KMS on a laptop: keys of template.yaml, and codes made with those that are for codes. Nothing here encrypts: what services
// keep lies on this disk as it is, and permissions to encrypt are not checked.
// Source: KMS API Reference, GenerateMac, VerifyMac.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import { keyArn } from '../../arns.ts';
import { dropHalfWritten, replaceFileSoon } from '../../atomic-file.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import { defineOperation } from '../operation.ts';
import { jsonService } from '../protocols/json.ts';
import { type Service, ServiceError } from '../service.ts';
import { keyTypes } from './key-types.ts';
import { createKeys } from './keys.ts';
import { readSecrets } from './secrets.ts';

export interface KmsOptions {
  accountId: string;
  region: string;
  /** Where the secrets of keys lie; null for a process that keeps nothing. */
  folder: string | null;
}

export interface Kms {
  service: Service;
  resourceTypes: ResourceTypes;
  /** What services that encrypt with a key say of one that is not there. */
  refusal: KeyRefusal;
}

const HASHES = { HMAC_224: 'sha224', HMAC_256: 'sha256', HMAC_384: 'sha384', HMAC_512: 'sha512' } as const;
export type MacKeySpec = keyof typeof HASHES;
const ALGORITHMS = ['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512'] as const;

const OWNER_ONLY = 0o600;
const LONGEST_MESSAGE_BYTES = 4096;

const Message = z.base64().transform((text) => Buffer.from(text, 'base64'));
const MacRequest = { KeyId: z.string().min(1), MacAlgorithm: z.enum(ALGORITHMS), Message };
const ERRORS = ['NotFoundException', 'InvalidKeyUsageException', 'ValidationException'];

export function createKms({ folder, ...account }: KmsOptions): Kms {
  const file = folder === null ? null : path.join(folder, 'secrets.json');
  if (file !== null) dropHalfWritten(file);
  const secrets = readSecrets(file);
  const keys = createKeys(account);

  /** A key keeps its secret over restarts: codes that lie in tables must stay true. */
  async function secretOf(id: string): Promise<Buffer> {
    const kept = secrets.get(id);
    if (kept) return kept;
    const made = randomBytes(32);
    if (file !== null) {
      const all = [...secrets, [id, made] as const].map(([key, secret]) => [key, secret.toString('base64')]);
      replaceFileSoon(file, JSON.stringify(Object.fromEntries(all)), OWNER_ONLY);
    }
    // Not before: a code of a secret that no start knows any more is one that nobody can prove.
    secrets.set(id, made);
    return made;
  }

  async function codeOf(input: { KeyId: string; MacAlgorithm: string; Message: Buffer }): Promise<Buffer> {
    const id = keys.idOf(input.KeyId);
    const spec = keys.specOf(id);
    if (spec === undefined)
      throw new ServiceError('NotFoundException', `Key '${keyArn(account, id)}' does not exist`);
    const hash = Object.hasOwn(HASHES, spec) ? HASHES[spec as MacKeySpec] : undefined;
    if (hash === undefined || input.MacAlgorithm !== spec.replace('_', '_SHA_'))
      throw new ServiceError(
        'InvalidKeyUsageException',
        `The key is a ${spec} key: it makes no code by ${input.MacAlgorithm}`,
      );
    if (input.Message.length === 0 || input.Message.length > LONGEST_MESSAGE_BYTES)
      throw new ServiceError(
        'ValidationException',
        `Message must have 1 to ${LONGEST_MESSAGE_BYTES} bytes, not ${input.Message.length}`,
      );
    return createHmac(hash, await secretOf(id))
      .update(input.Message)
      .digest();
  }

  const onKey = ({ KeyId }: { KeyId: string }) => keyArn(account, keys.idOf(KeyId));

  const operations = [
    defineOperation({
      name: 'GenerateMac',
      input: z.strictObject(MacRequest),
      errors: ERRORS,
      resource: onKey,
      run: async ({ input }) => ({
        KeyId: onKey(input),
        MacAlgorithm: input.MacAlgorithm,
        Mac: new Uint8Array(await codeOf(input)),
      }),
    }),
    defineOperation({
      name: 'VerifyMac',
      input: z.strictObject({ ...MacRequest, Mac: Message }),
      errors: [...ERRORS, 'KMSInvalidMacException'],
      resource: onKey,
      async run({ input }) {
        const code = await codeOf(input);
        if (code.length !== input.Mac.length || !timingSafeEqual(code, input.Mac))
          throw new ServiceError('KMSInvalidMacException', 'The code is not of this message and key');
        return { KeyId: onKey(input), MacAlgorithm: input.MacAlgorithm, MacValid: true };
      },
    }),
  ];

  return {
    service: jsonService({
      scope: 'kms',
      version: '1.1',
      targetPrefix: 'TrentService',
      badInput: 'ValidationException',
      operations,
    }),
    resourceTypes: keyTypes(keys),
    refusal: keys.refusal,
  };
}
