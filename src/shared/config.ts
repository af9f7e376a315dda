// What a step is told beside its work: its environment, and the thresholds that an execution brings along. Read when first
// asked for, so that a missing variable fails the invocation by its name instead of the load of the module.

import { AsyncLocalStorage } from 'node:async_hooks';
import { type Configuration, parseConfiguration } from '../domain/configuration.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';

/** Variables that must be set where a step asks for them. */
export type SettingName =
  | 'APPEAL_CLOCK_ARN'
  | 'CONSENT_VERSION'
  | 'ERASURE_KEY_ID'
  | 'ERASURES_TABLE'
  | 'EVENT_BUS_NAME'
  | 'FACE_COLLECTION_ID'
  | 'FORGET_RIDER_ARN'
  | 'MAX_CONCURRENT_PHOTOS'
  | 'OPERATOR_ACTS_TABLE'
  | 'OPERATOR_ALERTS_TOPIC_ARN'
  | 'PHOTOS_BUCKET'
  | 'PHOTOS_WAITING_QUEUE_URL'
  | 'RECHECK_PHOTOS_ARN'
  | 'REINDEX_FACES_ARN'
  | 'REVIEW_DESK_URL'
  | 'REVIEWER_MESSAGES_TOPIC_ARN'
  | 'RIDER_LINKS_TABLE'
  | 'RIDERS_TABLE'
  | 'STACK_NAME'
  | 'STATE_MACHINE_ARN'
  | 'UPLOADS_DEAD_LETTERS_URL'
  | 'UPLOADS_QUEUE_URL'
  | 'VOTES_DEAD_LETTERS_URL'
  | 'VOTES_QUEUE_URL';

const brought = new AsyncLocalStorage<string>();
let parsed: { json: string | undefined; configuration: Configuration } | undefined;

/** Runs with the thresholds of a text in place of those of CONFIGURATION; without a text as it is. */
export function withConfiguration<Result>(json: string | undefined, run: () => Result): Result {
  return json === undefined ? run() : brought.run(json, run);
}

/**
 * The thresholds that the execution began with; outside of any, in AdmitUploads, those of CONFIGURATION. Parsed once for each text
 * of them. Throws ConfigurationError naming each bad key.
 */
export function configuration(): Configuration {
  const json = brought.getStore() ?? process.env['CONFIGURATION'];
  if (!parsed || parsed.json !== json) parsed = { json, configuration: parseConfiguration(json) };
  return parsed.configuration;
}

/** The variable's value. Throws ConfigurationError naming it when it is not set. */
export function setting(name: SettingName): string {
  const value = process.env[name];
  if (!value) throw new ConfigurationError([`environment variable ${name} is not set`]);
  return value;
}

/** The collection of faces that may not ride; null where the system has none. */
export function blockListCollection(): string | null {
  return process.env['BLOCK_LIST_COLLECTION_ID'] || null;
}

/** Whether a photo of a rider who has not agreed may be sent: everything but `off` asks for consent. */
export function isConsentRequired(): boolean {
  return process.env['REQUIRE_CONSENT'] !== 'off';
}

/** Whole days that the file of an upload is kept. Throws ConfigurationError when that is not said. */
export function uploadRetentionDays(): number {
  const days = Number(process.env['UPLOAD_RETENTION_DAYS']);
  if (Number.isInteger(days) && days >= 1) return days;
  throw new ConfigurationError(['environment variable UPLOAD_RETENTION_DAYS must be an integer, 1 or more']);
}

/** Photos that may be checked at the same time. Throws ConfigurationError when that is not said. */
export function maxConcurrentPhotos(): number {
  const value = Number(setting('MAX_CONCURRENT_PHOTOS'));
  if (Number.isInteger(value) && value >= 1) return value;
  throw new ConfigurationError(['environment variable MAX_CONCURRENT_PHOTOS is no integer of 1 or more']);
}

/** Where riders write who want no software to look at their photo; null where nobody is named. */
export function supportEmail(): string | null {
  return process.env['SUPPORT_EMAIL'] || null;
}

/** The user pool of the stack's own; null where people sign in at an issuer of somebody else's. */
export function userPool(): string | null {
  return process.env['USER_POOL_ID'] || null;
}
