// Asks an endpoint the cases of services, a few at a time.
import type { Case } from './case.ts';
import type { Endpoint } from './endpoints.ts';
import { difference } from './judge.ts';
import { clientsOf, type Refusal, refusalOf, worldOf } from './world.ts';

/** `missing`: the endpoint says itself that it does not do that. */
export type Verdict = { kind: 'same' } | { kind: 'different' | 'missing'; how: string };

const AT_ONCE = 4;
const MOST_MS = 45_000;

export async function runCases(
  endpoint: Endpoint,
  cases: readonly Case[],
  onVerdict: (one: Case, verdict: Verdict) => void = () => {},
): Promise<Verdict[]> {
  const clients = clientsOf(endpoint);
  const verdicts: Verdict[] = [];
  const waiting = cases.entries();
  const work = async (): Promise<void> => {
    for (const [index, one] of waiting) {
      const { world, clean } = worldOf(endpoint, clients);
      const verdict = await inTime(judged(one, () => one.observe(world)));
      await inTime(clean().then((): Verdict => ({ kind: 'same' })));
      verdicts[index] = verdict;
      onVerdict(one, verdict);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const client of Object.values(clients)) client.destroy();
  return verdicts;
}

async function judged({ expected }: Case, observe: () => Promise<unknown>): Promise<Verdict> {
  let observed: unknown;
  try {
    observed = await observe();
  } catch (error) {
    const refused = refusalOf(error);
    const how = `${refused.error} ${refused.status ?? ''}: ${refused.message}`.slice(0, 300);
    return { kind: isMissing(refused) ? 'missing' : 'different', how };
  }
  const how = difference(plain(observed), expected);
  if (how === undefined) return { kind: 'same' };
  return { kind: holdsMissing(observed) ? 'missing' : 'different', how };
}

/** Without what is undefined, and without classes: as it would be in JSON, but for bytes and dates. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
    return value;
  const members = Object.entries(value).filter(([name, one]) => one !== undefined && name !== '$metadata');
  return Object.fromEntries(members.map(([name, one]) => [name, plain(one)]));
}

/** How emulators say that they do not do something. */
function isMissing({ error, status, message }: Refusal): boolean {
  return (
    status === 501 ||
    /NotImplemented|UnknownOperation|InvalidAction|UnsupportedOperation$|NotSupported/i.test(error) ||
    /not (yet )?(been )?implemented|NotImplemented|not supported (yet|by)|unknown operation/i.test(message)
  );
}

function holdsMissing(observed: unknown): boolean {
  if (typeof observed !== 'object' || observed === null) return false;
  if ('error' in observed && 'message' in observed && isMissing(observed as Refusal)) return true;
  return Object.values(observed).some(holdsMissing);
}

function inTime(run: Promise<Verdict>): Promise<Verdict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Verdict>((resolve) => {
    timer = setTimeout(
      () => resolve({ kind: 'different', how: `no answer within ${MOST_MS / 1000} seconds` }),
      MOST_MS,
    );
  });
  return Promise.race([run, late]).finally(() => clearTimeout(timer));
}
