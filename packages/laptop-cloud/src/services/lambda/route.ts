// Lambda's API is told apart by method and path: one entry of its table, and the answers in JSON.
import type { ServiceRequest, ServiceResponse } from '../service.ts';

export interface Route {
  method: string;
  /** Its first group, if any, is the name that the path gives. */
  path: RegExp;
  answer(request: ServiceRequest, name: string): Promise<ServiceResponse>;
}

export function json(status: number, body: unknown): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
