// The shape of the riders table: `RIDER#<riderId>` holds one PROFILE and one `PHOTO#<photoId>` for each upload.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

const RIDER = 'RIDER#';
const PHOTO = 'PHOTO#';

export const PHOTO_PREFIX = PHOTO;

export function riderKey(riderId: string): string {
  return `${RIDER}${riderId}`;
}

export function photoKey(photoId: string): string {
  return `${PHOTO}${photoId}`;
}

export function riderIdOf(pk: string): string {
  return pk.slice(RIDER.length);
}

export function photoIdOf(sk: string): string {
  return sk.slice(PHOTO.length);
}

/** What the steps look at of a rider's profile. */
export interface Profile {
  currentPhoto?: string;
  /** The face of the current photo in the collection. */
  faceId?: string;
  preferences?: Record<string, unknown>;
}

/** The profile from the raw answer of GetItem, as the state machine passes it on; null when the rider has none yet. */
export function profileOf(
  answer: { Item?: Record<string, unknown> | undefined } | undefined,
): Profile | null {
  return answer?.Item ? (unmarshall(answer.Item as Record<string, AttributeValue>) as Profile) : null;
}
