// Throttling of a route: a bucket of tokens that fills at a rate.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html

import type { RouteSettings, StageProperties } from './definition.ts';

export interface Throttle {
  /** Takes a token; false when there is none: the request is one too many. */
  take(): boolean;
}

/** An account's own limits, which stand where a template names only one of the two. */
const ACCOUNT = { rate: 10_000, burst: 5_000 };

/** Limits of each route of each stage; a route without any is not held up. */
export function createThrottles(now: () => number): (stage: StageProperties, routeKey: string) => Throttle {
  const throttles = new Map<string, Throttle>();
  return (stage, routeKey) => {
    const key = `${stage.StageName} ${routeKey}`;
    let throttle = throttles.get(key);
    if (!throttle) {
      const settings = { ...stage.DefaultRouteSettings, ...stage.RouteSettings?.[routeKey] };
      throttle = isThrottled(settings) ? bucket(settings, now) : { take: () => true };
      throttles.set(key, throttle);
    }
    return throttle;
  };
}

function isThrottled({ ThrottlingRateLimit, ThrottlingBurstLimit }: RouteSettings): boolean {
  return ThrottlingRateLimit !== undefined || ThrottlingBurstLimit !== undefined;
}

function bucket(
  { ThrottlingRateLimit: rate = ACCOUNT.rate, ThrottlingBurstLimit: burst = ACCOUNT.burst }: RouteSettings,
  now: () => number,
): Throttle {
  let tokens = burst;
  let filledMs = now();
  return {
    take() {
      const nowMs = now();
      tokens = Math.min(burst, tokens + ((nowMs - filledMs) / 1000) * rate);
      filledMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
