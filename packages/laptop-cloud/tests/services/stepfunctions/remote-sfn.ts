// Step Functions of a real account, in the place of a world of the laptop.
import { SFNClient } from '@aws-sdk/client-sfn';
import { IS_REMOTE, remoteConfig, removeAll } from '../../support/remote.ts';

/** A role of the account that Step Functions may assume; what it may do besides is not tried. */
export const REMOTE_ROLE = IS_REMOTE ? process.env['AWS_REMOTE_ROLE_ARN'] : undefined;

export function remoteSfn(): { sfn: SFNClient; close(): Promise<void> } {
  // An endpoint of one's own has no hosts for the prefixes of some operations.
  const disableHostPrefix = process.env['AWS_ENDPOINT_URL'] !== undefined;
  const sfn = new SFNClient({ ...remoteConfig(), disableHostPrefix });
  return {
    sfn,
    close: async () => {
      await removeAll();
      sfn.destroy();
    },
  };
}
