// Where containers on this machine find its services.

import { spawnSync } from 'node:child_process';
import { UsageError } from '../usage-error.ts';

/**
 * The address of Docker's bridge on Linux; none where Docker Desktop forwards host.docker.internal to 127.0.0.1. Throws
 * UsageError on a Linux without a bridge: Docker is not running.
 */
export function containersHere(): { address?: string } {
  if (process.platform !== 'linux') return {};
  // Node lists no interface that is idle, and the bridge is while no container runs: Docker itself knows.
  const ask = ['network', 'inspect', 'bridge', '--format', '{{json .IPAM.Config}}'];
  const { status, stdout, stderr, error } = spawnSync('docker', ask, { encoding: 'utf8' });
  if (status !== 0)
    throw new UsageError(`--containers needs Docker to run: ${error?.message ?? stderr.trim()}`);
  const [config] = JSON.parse(stdout) as { Subnet: string; Gateway?: string }[];
  if (!config) throw new UsageError('--containers needs a Docker bridge, and Docker has none');
  return { address: config.Gateway ?? firstAddressIn(config.Subnet) };
}

/** `172.17.0.0/16`: Docker takes the first address after the network's own. */
function firstAddressIn(subnet: string): string {
  const [network = ''] = subnet.split('/');
  const octets = network.split('.').map(Number);
  return [...octets.slice(0, 3), (octets[3] ?? 0) + 1].join('.');
}
