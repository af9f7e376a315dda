// What every client is asked to do, and how it tells.
import { run } from '../sam/command.ts';

/** `odd keys`: quotes, a line break, plus, percent, all listed and deleted; `large`: in parts, or as one body above 25 MiB. */
export const CHECKS = ['put', 'get', 'list', 'large', 'odd keys', 'presign', 'copy', 'other'] as const;
export type Check = (typeof CHECKS)[number];

/** What was wrong, by check; undefined where nothing was. A check that is not there was not asked. */
export type Results = Map<Check, string | undefined>;

export type Outcome = { skipped: string } | { version: string; results: Results };

export interface Tools {
  version: string;
  run(laptop: { endpoint: string; folder: string }): Promise<Results>;
}

export interface Client {
  name: string;
  /** Installs it where need be. Rejects, or says what is missing, where it cannot be had. */
  prepare(): Promise<Tools | { missing: string }>;
}

export const BUCKET = 'clients';
export const ODD_KEYS = ["it's", 'say "a"', 'a\nb', 'a+b c', 'a%27b', 'a&b<c', 'ä😀'];

/** What every client finds in its environment, and nothing of the machine's own configuration. */
export function environment(endpoint: string, home: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_PAGER: '',
  };
}

/** Runs a program that prints `ok CHECK` or `fails CHECK: WHY` a line; what it should have told and has not, fails. */
export async function told(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
  checks: readonly Check[],
): Promise<Results> {
  const { output } = await run(program, args, { ...options, timeoutMs: 300_000 });
  const results: Results = new Map(checks.map((check) => [check, `told nothing: ${output.slice(-400)}`]));
  for (const [, how, check, why] of output.matchAll(/^(ok|fails) ([a-z ]+?)(?:: (.*))?$/gm))
    if (checks.includes(check as Check)) results.set(check as Check, how === 'ok' ? undefined : why);
  return results;
}

/** Runs checks of one's own, each a command or several. */
export async function tried(checks: Partial<Record<Check, () => Promise<unknown>>>): Promise<Results> {
  const results: Results = new Map();
  for (const [check, attempt] of Object.entries(checks) as [Check, () => Promise<unknown>][]) {
    const complaint = await attempt().then(
      () => undefined,
      (error: Error) => error.message.slice(-600),
    );
    results.set(check, complaint);
  }
  return results;
}
