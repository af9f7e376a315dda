// The bill of one photo: everything it used, priced, and the sum.

import type { AccessLine } from 'laptop-cloud';
import { isOfApi } from './api.ts';
import { type FunctionTime, functionTimes, usageOfFunctions } from './functions.ts';
import { LOG_EVENT_BYTES } from './journey.ts';
import { type Usage, usageOf } from './operations.ts';
import { PRICES } from './prices.ts';

export interface BillLine extends Usage {
  usd: number;
}

export interface Bill {
  lines: BillLine[];
  usd: number;
  functions: FunctionTime[];
}

const GB = 2 ** 30;

/**
 * Of what the access log says of the photo, and of what its state machine used; the API's requests are another bill's. Throws for an
 * operation without a price.
 */
export function billOf(lines: readonly AccessLine[], journey: readonly Usage[]): Bill {
  const requests = lines.filter((line) => !isOfApi(line));
  const functions = functionTimes(requests);
  const logs = requests.flatMap(({ amounts = {} }): Usage[] =>
    amounts['logBytes'] === undefined
      ? []
      : [
          {
            service: 'logs',
            what: 'of the functions',
            amount: (amounts['logBytes'] + LOG_EVENT_BYTES * (amounts['logLines'] ?? 0)) / GB,
            price: 'logsGb',
          },
        ],
  );
  const used = [
    ...journey,
    ...requests.filter(({ service }) => service !== 'lambda').flatMap(usageOf),
    ...usageOfFunctions(functions),
    ...logs,
  ];
  const priced = summedUp(used).map((usage) => ({
    ...usage,
    usd: usage.amount * (usage.price ? PRICES[usage.price] : 0),
  }));
  priced.sort((one, other) => other.usd - one.usd);
  return { lines: priced, usd: priced.reduce((sum, { usd }) => sum + usd, 0), functions };
}

/** US dollars by service. */
export function byService({ lines }: Pick<Bill, 'lines'>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { service, usd } of lines) sums[service] = (sums[service] ?? 0) + usd;
  return sums;
}

/** One line for each use and price. */
function summedUp(used: readonly Usage[]): Usage[] {
  const sums = new Map<string, Usage>();
  for (const usage of used) {
    const key = `${usage.service} ${usage.what} ${usage.price}`;
    const sum = sums.get(key);
    if (sum) sum.amount += usage.amount;
    else sums.set(key, { ...usage });
  }
  return [...sums.values()];
}
