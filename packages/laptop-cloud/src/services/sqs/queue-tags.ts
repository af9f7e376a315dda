// What tags a queue may have.
import { ServiceError } from '../service.ts';
import { missingParameter } from './error-wording.ts';

const MOST_TAGS = 50;

interface Tagged {
  name: string;
  tags: ReadonlyMap<string, string>;
}

/** Throws for a tag that is none, and for more than fifty with those that are there. */
export function checkTags({ name, tags }: Tagged, added: Readonly<Record<string, string>>): void {
  const keys = Object.keys(added);
  if (keys.length === 0) throw missingParameter('Tags');
  checkTagKeys(keys);
  if (Object.values(added).some((value) => value.length > 256))
    throw invalid('Tag values must be between 0 and 256 characters in length.');
  if (new Set([...tags.keys(), ...keys]).size > MOST_TAGS)
    throw invalid(`Too many tags added for queue ${name}.`);
}

export function checkTagKeys(keys: readonly string[]): void {
  if (keys.length === 0 || keys.some((key) => key === '' || key.length > 128))
    throw invalid('Tag keys must be between 1 and 128 characters in length.');
  const reserved = keys.find((key) => /^aws:/i.test(key));
  if (reserved !== undefined) throw invalid(`Tag key ${reserved} begins with aws:, which is reserved.`);
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
