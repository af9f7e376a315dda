// Parses what callers send, refusing unknown, missing and bad members as ValidationException in AWS's manner.
import { jsonFault, mayBeTooDeep } from 'states-language';
import * as z from 'zod';
import { complaintsOf, namesOf } from '../complaints.ts';
import { constraintWords, detected, type Showing } from '../constraint-words.ts';
import { pageOf, type Sliceable } from '../page.ts';
import { ServiceError } from '../service.ts';

/** Reads a request's members by a schema made with z.strictObject. */
export function readRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const constraints = constraintWords(issues, value, SHOWING);
  if (constraints !== undefined) throw new ServiceError('ValidationException', constraints);
  const complaints = complaintsOf(issues, describeIssue);
  throw new ServiceError('ValidationException', detected(issues.length, complaints));
}

/** Tokens and names are shown whole, as long as they may be and beyond. */
const SHOWING: Showing = {
  longest: 4_096,
  items: { routingConfiguration: 'RoutingConfigurationListItem', tags: 'Tag' },
};

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `${namesOf(issue.keys)} is not supported here`;
  return `Value at '${where}' failed to satisfy constraint: ${issue.message}`;
}

export const Arn = z.string().min(1).max(2000);
export const Tags = z.array(z.strictObject({ key: z.string().min(1).max(128), value: z.string().max(256) }));
export const MaxResults = z.number().int().min(0).max(1000).optional();
export const PageToken = z.string().min(1).max(1024).nullish();

/** 256 KiB of UTF-8, the limit of inputs and outputs. */
const MAX_PAYLOAD_BYTES = 262_144;

/** Parses the JSON text of an input. Throws InvalidExecutionInput. */
export function parseExecutionInput(text: string): unknown {
  if (text === '') throw invalidInput('Invalid execution input.');
  return parsePayload(text, 'input', invalidInput);
}

/** Parses the JSON text of an input or output, which is neither too long nor nested too deeply. */
export function parsePayload(
  text: string,
  what: string,
  refusal: (problem: string) => ServiceError,
): unknown {
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
    throw refusal(`The ${what} exceeds ${MAX_PAYLOAD_BYTES} bytes`);
  const tooDeep = mayBeTooDeep(text) ? jsonFault(text) : undefined;
  if (tooDeep) throw refusal(tooDeep.problem);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal(jsonFault(text)?.problem ?? (error as Error).message);
  }
}

function invalidInput(problem: string): ServiceError {
  return new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`);
}

/** One page of a list, of the size that AWS gives where none is asked for. */
export function page<Item>(
  items: Sliceable<Item>,
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | null | undefined },
  nameOf?: (item: Item) => string,
): { items: Item[]; nextToken?: string } {
  const { items: found, next } = pageOf(items, {
    size: maxResults || 100,
    token: nextToken || undefined,
    refusal: () => new ServiceError('InvalidToken', `Invalid Token: 'Invalid token'`),
    nameOf,
  });
  return { items: found, ...(next === undefined ? {} : { nextToken: next }) };
}
