// Puts fault rules in front of a service, so that its callers meet the failures AWS would give them.
import { type Service, ServiceError } from '../services/service.ts';
import type { Faults } from './faults.ts';
import type { FaultAction, FaultRule } from './rule.ts';

/** Waits `ms` milliseconds. */
export type Sleep = (ms: number) => Promise<void>;

/**
 * The same service with faults: rules pick calls as `<scope>` or `<scope>:<operation>`, the operation by its AWS name
 * (`s3:PutObject`) whatever the protocol. Onlookers meet no faults.
 */
export function withServiceFaults(service: Service, faults: Faults, sleep: Sleep): Service {
  return {
    ...service,
    handle(request) {
      if (request.principal.isOnlooker || faults.rules.length === 0) return service.handle(request);
      const operation = service.operationOf?.(request) ?? '';
      const rule = faults.take({ service: `${service.scope}:${operation}` });
      return rule ? ACTIONS[rule.do](rule, () => service.handle(request), sleep) : service.handle(request);
    },
  };
}

/** Runs a call between services as `<scope>:<operation>`, which rules pick as they pick those that come by request. */
export async function withFault<Answer>(
  name: string,
  faults: Faults,
  answer: () => Promise<Answer>,
  sleep: Sleep,
): Promise<Answer> {
  const rule = faults.rules.length === 0 ? undefined : faults.take({ service: name });
  return rule ? ACTIONS[rule.do](rule, answer, sleep) : answer();
}

type Action = <Answer>(rule: FaultRule, answer: () => Promise<Answer>, sleep: Sleep) => Promise<Answer>;

const ACTIONS: Readonly<Record<FaultAction, Action>> = {
  error: async (rule) => {
    const code = rule.error ?? 'InternalServerError';
    throw new ServiceError(code, rule.cause ?? `fault rule: ${code}`, statusOf(code));
  },
  delay: async (rule, answer, sleep) => {
    await sleep(rule.ms ?? 0);
    return answer();
  },
  timeout: async () => {
    throw new ServiceError('RequestTimeout', 'fault rule: the request timed out', 408);
  },
  crash: async () => {
    throw new ServiceError('ServiceUnavailable', 'fault rule: the service is unavailable', 503);
  },
  duplicate: async (_rule, answer) => {
    await answer();
    return answer();
  },
  // The caller's own timeout ends the wait; the gateway closes the connection when it stops.
  drop: () => new Promise(() => undefined),
};

/** Server errors are retried by clients as such; S3's refusals have statuses of their own; all else is a 400, as throttling is. */
function statusOf(code: string): number {
  if (/Unavailable|SlowDown/.test(code)) return 503;
  if (code === 'AccessDenied') return 403;
  if (/^NoSuch(Bucket|Key|Upload|Version)$/.test(code)) return 404;
  return /^Internal|ServiceException$|ServiceError$/.test(code) ? 500 : 400;
}
