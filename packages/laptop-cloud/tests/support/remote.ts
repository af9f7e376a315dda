// Where the tests of a service run: on the laptop's gateway, or with AWS_REMOTE=1 in a real account, found by the SDK's own
// chain of credentials. What they make there has a name of this run and is removed; see docs/testing.md.
import type { Principal, Service } from '../../src/services/service.ts';
import * as laptop from './gateway.ts';

export const IS_REMOTE = process.env['AWS_REMOTE'] === '1';
export const REGION = IS_REMOTE ? setting('AWS_REGION') : laptop.REGION;
export const ACCOUNT_ID = IS_REMOTE ? setting('AWS_ACCOUNT_ID') : laptop.ACCOUNT_ID;

export interface Cloud {
  clientConfig: Partial<laptop.ClientConfig> & { region: string };
  /** The same configuration with another principal's key; the laptop alone has one. */
  as(accessKeyId: string): laptop.ClientConfig;
  close(): Promise<void>;
}

/** Starts a gateway with these services; with AWS_REMOTE=1 they stay idle, and clients find AWS. */
export async function startCloud(
  services: Service[],
  principals: Readonly<Record<string, Principal>> = {},
): Promise<Cloud> {
  if (!IS_REMOTE) return laptop.startGateway(services, principals);
  return {
    clientConfig: remoteConfig(),
    as: () => {
      throw new Error('another principal: laptop only');
    },
    close: async () => {},
  };
}

/** No endpoint and no keys: the SDK's own chains find both. */
export function remoteConfig(): Cloud['clientConfig'] {
  return { region: REGION, maxAttempts: 3 };
}

const RUN = `laptop-cloud-test-${Date.now().toString(36)}${process.pid.toString(36)}`;
let names = 0;

/** On the laptop the name itself; in a real account one that nobody has had. */
export function fresh(name: string): string {
  return IS_REMOTE ? `${RUN}-${++names}-${name}` : name;
}

const removals: (() => Promise<unknown>)[] = [];

/** What a test has made in a real account is removed by `removeAll`; the laptop forgets it with its gateway. */
export function removeLater(remove: () => Promise<unknown>): void {
  if (IS_REMOTE) removals.push(remove);
}

/** What services call something that is gone already: a test may have removed it itself. */
const GONE = /NotFound|DoesNotExist|NonExistent|NoSuch/;

/** Removes the latest first. Throws what could not be removed, after all others are. */
export async function removeAll(): Promise<void> {
  const failures: unknown[] = [];
  for (const remove of removals.splice(0).reverse())
    await remove().catch((error: Error) => {
      if (!GONE.test(error.name)) failures.push(error);
    });
  if (failures.length > 0) throw new AggregateError(failures, `not everything of ${RUN} could be removed`);
}

/** `it` and `describe` for what a real account cannot show, or only slowly or at a cost: there they skip, and say why. */
export function laptopOnly(reason: string): Pick<typeof globalThis, 'it' | 'describe'> {
  return skippedIf(IS_REMOTE, `laptop only: ${reason}`);
}

/** As `it` and `describe`, but skipped with a reason if `isSkipped`. */
export function skippedIf(isSkipped: boolean, reason: string): Pick<typeof globalThis, 'it' | 'describe'> {
  if (!isSkipped) return { it, describe };
  const skipping = <T extends jest.It | jest.Describe>({ skip }: T): T =>
    Object.assign((name: string, run: never) => skip(`${name} [${reason}]`, run), {
      each: (table: never) => (name: string, run: never) => skip.each(table)(`${name} [${reason}]`, run),
    }) as unknown as T;
  return { it: skipping(it), describe: skipping(describe) };
}

function setting(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`AWS_REMOTE=1 runs in a real account: set ${name} too`);
}
