// `sam deploy` as a user calls it, against whatever AWS_ENDPOINT_URL says.

import path from 'node:path';
import { type CommandResult, run } from './command.ts';
import { ARCHITECTURE, ROOT } from './project.ts';
import type { Sam } from './sam-cli.ts';

export const STACK = 'rider-photos';
/** What a deployment of prod needs, and an architecture that this machine can run. */
export const PROD = [
  'Stage=prod',
  'OperatorEmail=operators@riders.example',
  `Architecture=${ARCHITECTURE}`,
  `Configuration='{"age":{"reject":17}}'`,
  // The emulator's user pools have no address that tokens could come from.
  'Issuer=https://people.riders.example',
  'Audience=rider-photos',
];

/** Beyond the user's own command: another template file, and no question. */
export function samDeploy(
  { programs, environment }: Sam,
  templateFile: string,
  parameters: readonly string[],
): Promise<CommandResult> {
  const config = ['--config-file', path.join(ROOT, 'samconfig.toml'), '--no-confirm-changeset'];
  const words = [
    'deploy',
    '--template-file',
    templateFile,
    ...config,
    '--parameter-overrides',
    ...parameters,
  ];
  return run(path.join(programs, 'sam'), words, { cwd: ROOT, env: environment });
}

/** Takes away a stack that came to nothing, as a user must before the next try. */
export function samDelete({ programs, environment }: Sam): Promise<CommandResult> {
  const words = ['delete', '--stack-name', STACK, '--no-prompts'];
  return run(path.join(programs, 'sam'), words, { cwd: ROOT, env: environment });
}
