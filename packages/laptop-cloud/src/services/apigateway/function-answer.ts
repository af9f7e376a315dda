// What the caller gets of a function's result. A result without statusCode is the body as it is, as AWS's own Lambda test tool
// has seen it (aws-lambda-dotnet, InvokeResponseExtensions): a text keeps its quotes, whatever the page says.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response

import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { WebResponse } from '../../web/site.ts';

/** Undefined for a result that API Gateway cannot use: it answers 500. */
export function answerOf(payload: string): WebResponse | undefined {
  const result = JSON.parse(payload) as unknown;
  if (typeof result !== 'object' || result === null || !('statusCode' in result))
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload };
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result as Result;
  const status = Number(statusCode);
  const isUsable =
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    (body === null || typeof body === 'string') &&
    isMap(headers) &&
    isListOfCookies(cookies);
  if (!isUsable) return undefined;
  const own = headersOf(headers);
  if (!own) return undefined;
  const text = body ?? '';
  return {
    status,
    headers: {
      ...(Object.hasOwn(own, 'content-type') ? {} : { 'content-type': 'text/plain;charset=UTF-8' }),
      ...own,
      ...(cookies && cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    },
    body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  };
}

interface Result {
  statusCode: unknown;
  headers?: unknown;
  cookies?: unknown;
  body?: unknown;
  isBase64Encoded?: unknown;
}

/** Set anew for each answer. */
const GATEWAYS_OWN = new Set(['content-length', 'connection', 'transfer-encoding', 'keep-alive', 'date']);

function headersOf(given: Record<string, unknown> | null): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === null || typeof value === 'object' || !canBeSent(name, String(value))) return undefined;
    if (!GATEWAYS_OWN.has(name.toLowerCase())) headers[name.toLowerCase()] = String(value);
  }
  return headers;
}

function canBeSent(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function isMap(value: unknown): value is Record<string, unknown> | null {
  return typeof value === 'object' && !Array.isArray(value);
}

function isListOfCookies(value: unknown): value is string[] | null {
  if (value === null) return true;
  return (
    Array.isArray(value) && value.every((item) => typeof item === 'string' && canBeSent('set-cookie', item))
  );
}
