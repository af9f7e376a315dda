// Members of the API that are JSON texts, and that a task may give as the value itself: it goes out as its text.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
import { isRecord } from './sdk-schema.ts';

/** Of SDK integrations; the optimized ones have their own. */
const JSON_TEXTS: Readonly<Record<string, readonly string[]>> = {
  'sfn startExecution': ['Input'],
  'sfn startSyncExecution': ['Input'],
};

/** The parameters of an SDK integration, with such members as text. */
export function withJsonTexts(service: string, action: string, parameters: unknown): unknown {
  if (!isRecord(parameters)) return parameters;
  const members = JSON_TEXTS[`${service} ${action}`] ?? [];
  return members.reduce(withText, withType(service, action, parameters));
}

/** What is put as an object is a text, and said to be one. */
function withType(
  service: string,
  action: string,
  parameters: Record<string, unknown>,
): Record<string, unknown> {
  const isPut = service === 's3' && action === 'putObject' && parameters['Body'] !== undefined;
  return isPut ? { ContentType: 'text/plain; charset=UTF-8', ...parameters } : parameters;
}

/** A text stays, and so does what nobody gave. */
export function withText(parameters: Record<string, unknown>, member: string): Record<string, unknown> {
  const value = parameters[member];
  if (value === undefined || value === null || typeof value === 'string') return parameters;
  return { ...parameters, [member]: JSON.stringify(value) };
}
