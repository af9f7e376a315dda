// The tags of tables: whose they are, and what they may be.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html
import type { Store } from 'dynalite/db/index.js';
import { splitArn } from '../../arns.ts';
import { ServiceError } from '../service.ts';
import { findTable } from './engine.ts';
import { changeSettings, readSettings } from './table-settings.ts';
import { VALIDATION } from './validation.ts';

const MOST_TAGS = 50;
const TAKEN = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

type Tags = Readonly<Record<string, string>>;

/** Of the table with this ARN. Rejects with ResourceNotFoundException, and ValidationException for what is no table. */
export async function tagsOf(store: Store, arn: string): Promise<Tags> {
  const name = tableOf(arn);
  await findTable(store, name);
  return (await readSettings(store, name)).tags;
}

/** Sets tags, and removes those without a value. */
export async function changeTags(
  store: Store,
  arn: string,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const name = tableOf(arn);
  await findTable(store, name);
  await changeSettings(store, name, (settings) => {
    const all = Object.entries({ ...settings.tags, ...changes });
    const tags = Object.fromEntries(all.filter((tag): tag is [string, string] => tag[1] !== undefined));
    checkTags(tags);
    return { ...settings, tags };
  });
}

/** Throws ValidationException. */
export function checkTags(tags: Tags): void {
  if (Object.keys(tags).length > MOST_TAGS)
    throw new ServiceError(VALIDATION, `Too many tags: ${MOST_TAGS} is the most that a table has`);
  for (const text of Object.entries(tags).flat())
    if (!TAKEN.test(text))
      throw new ServiceError(
        VALIDATION,
        `One or more parameter values were invalid: Tag ${text}: letters, spaces, digits and + - = . _ : / @ alone are taken`,
      );
}

function tableOf(arn: string): string {
  if (!arn.startsWith('arn:'))
    throw new ServiceError(
      VALIDATION,
      `Invalid TableArn: Invalid ResourceArn provided as input ${arn}: ARNs must start with 'arn:'`,
    );
  const [, name] = /^table\/([^/]+)$/.exec(splitArn(arn)?.resource ?? '') ?? [];
  if (name !== undefined) return name;
  throw new ServiceError(
    VALIDATION,
    `One or more parameter values were invalid: Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
  );
}
