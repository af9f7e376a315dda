// Ids as Cognito makes them, but the same at every start: templates refer to them before anything is made.
import { createHash, createHmac } from 'node:crypto';
import type { StackContext } from '../../stack/resource.ts';

type Named = Pick<StackContext, 'stackName'>;

/** `us-east-1_Ab3dE6gH9` */
export function poolIdOf(
  { stackName, region }: Pick<StackContext, 'stackName' | 'region'>,
  logicalId: string,
): string {
  return `${region}_${text(`pool ${stackName}/${logicalId}`, MIXED, 9)}`;
}

/** 26 small letters and digits. */
export function clientIdOf({ stackName }: Named, logicalId: string): string {
  return text(`client ${stackName}/${logicalId}`, SMALL, 26);
}

/** 52 small letters and digits that only this laptop knows. */
export function clientSecretOf(seed: string, clientId: string): string {
  const digest = createHmac('sha512', seed).update(clientId).digest();
  return pick(digest, SMALL, 52);
}

/** Whether it can be the id of a pool; no bucket has such a name. */
export function looksLikePoolId(text: string): boolean {
  return /^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/.test(text);
}

const SMALL = 'abcdefghijklmnopqrstuvwxyz0123456789';
const MIXED = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${SMALL}`;

function text(seed: string, alphabet: string, length: number): string {
  return pick(createHash('sha256').update(seed).digest(), alphabet, length);
}

function pick(bytes: Buffer, alphabet: string, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('');
}
