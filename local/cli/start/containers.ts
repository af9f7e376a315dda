// Where containers on this machine find its services.

import { networkInterfaces } from 'node:os';
import { UsageError } from '../usage-error.ts';

/**
 * The address of Docker's bridge on Linux; none where Docker Desktop forwards host.docker.internal to 127.0.0.1. Throws
 * UsageError on a Linux without a bridge: Docker is not running.
 */
export function containersHere(): { address?: string } {
  const bridge = networkInterfaces()['docker0']?.find(({ family }) => family === 'IPv4');
  if (bridge) return { address: bridge.address };
  if (process.platform !== 'linux') return {};
  throw new UsageError('--containers needs Docker to run: there is no network interface docker0');
}
