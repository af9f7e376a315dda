// The shape of the riders table: `RIDER#<riderId>` holds one PROFILE, one `PHOTO#<photoId>` for each upload and one
// `CONSENT#<time>` for each time the rider agreed.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { RiderAnswer } from '../shared/photo-schemas.ts';

const RIDER = 'RIDER#';
const PHOTO = 'PHOTO#';
const CONSENT = 'CONSENT#';
const REVIEW = 'REVIEW#';

export const PHOTO_PREFIX = PHOTO;
export const CONSENT_PREFIX = CONSENT;
export const REVIEW_PREFIX = REVIEW;
export const PROFILE = 'PROFILE';

export function riderKey(riderId: string): string {
  return `${RIDER}${riderId}`;
}

export function photoKey(photoId: string): string {
  return `${PHOTO}${photoId}`;
}

/** `givenAt`: ISO 8601. */
export function consentKey(givenAt: string): string {
  return `${CONSENT}${givenAt}`;
}

export function riderIdOf(pk: string): string {
  return pk.slice(RIDER.length);
}

export function photoIdOf(sk: string): string {
  return sk.slice(PHOTO.length);
}

/** The audit of a photo's reviews: one row for each act, never changed. `number` keeps acts of one moment apart. */
export function auditKey(photoId: string, at: string, act: string, number: number): string {
  return `${REVIEW}${photoId}#${at}#${act}#${number}`;
}

/** What the insights look at of a rider's profile. */
export interface Profile {
  currentPhoto?: string;
  preferences?: Record<string, unknown>;
}

export function profileOf({ Item }: RiderAnswer): Profile | null {
  return Item ? (unmarshall(Item as Record<string, AttributeValue>) as Profile) : null;
}

/** The face of the rider's current photo in the collection. Read by hand: most steps need no more than this one string. */
export function currentFaceId(answer: RiderAnswer | undefined): string | undefined {
  const { S: faceId } = (answer?.Item?.['faceId'] ?? {}) as AttributeValue.SMember;
  return faceId;
}
