// What a parameter of a service integration stands for: a part of the request, something API Gateway knows of it, or itself.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html

import { compilePath } from '../patterns/event-path.ts';
import { contextVariable } from './access-line.ts';
import { queryOf } from './event.ts';
import type { Exchange } from './exchange.ts';

/** What is not there is undefined. */
export type MappedValue = (exchange: Exchange, body: string) => string | undefined;

/** A path sees so much of a body, as on AWS. */
const MOST_PATH_BYTES = 100 * 1024;

/** One of those within a text: `from ${request.header.name}`. */
const WITHIN = /\$\{((?:request|context|stageVariables)[^}]*)\}/;

/** Compiles a value. Throws an Error for one that begins like a mapping and is none. */
export function compileMapping(name: string, given: string): MappedValue {
  const parts = given.split(WITHIN);
  if (parts.length > 1)
    return compileText(parts.map((part, at) => (at % 2 === 0 ? part : compileMapping(name, `$${part}`))));
  if (!given.startsWith('$')) return () => given;
  const refused = (why: string): never => {
    throw new Error(`RequestParameters.${name}: ${given} ${why}`);
  };
  const [, kind = '', key = ''] = /^\$(request\.\w+|context|stageVariables)(.*)$/s.exec(given) ?? [];
  const ofName = key.startsWith('.') && key.length > 1 ? key.slice(1) : undefined;
  switch (kind) {
    case 'request.body':
      return key === '' ? (_, body) => body || undefined : bodyAt(key, refused);
    case 'request.header':
      return ofName === undefined
        ? refused('names no header')
        : ({ request }) => request.headers[ofName.toLowerCase()];
    case 'request.querystring':
      return ofName === undefined
        ? refused('names no parameter of the query')
        : ({ request }) => queryOf(request.query)?.[ofName];
    case 'request.path':
      return ofName === undefined
        ? refused('names no parameter of the path')
        : ({ pathParameters }) => pathParameters?.[ofName];
    case 'stageVariables':
      return ofName === undefined
        ? refused('names no stage variable')
        : ({ stageVariables }) => stageVariables?.[ofName];
    case 'context':
      return contextVariable(given) ?? refused('is no variable that is known here');
    default:
      return refused(
        'must begin with $request.body, $request.header, $request.path, $request.querystring, $context or $stageVariables, or not with $',
      );
  }
}

function compileText(parts: readonly (string | MappedValue)[]): MappedValue {
  return (exchange, body) =>
    parts.map((part) => (typeof part === 'string' ? part : (part(exchange, body) ?? ''))).join('');
}

function bodyAt(path: string, refused: (why: string) => never): MappedValue {
  let read: ReturnType<typeof compilePath>;
  try {
    read = compilePath(`$${path}`);
  } catch {
    return refused('is no path that is supported: names, ["names"] and [numbers] alone');
  }
  return (_, body) => {
    const value = read(parsed(Buffer.from(body).subarray(0, MOST_PATH_BYTES).toString()));
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
