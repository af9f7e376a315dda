// `cidr` of event patterns: whether a text is an IP address of a block, versions 4 and 6.
import { BlockList, isIP, isIPv6 } from 'node:net';
import { PatternError } from './pattern-error.ts';

/** Compiles a block such as `10.0.0.0/24`. Throws a PatternError on anything else. */
export function compileAddressRange(block: string): (value: unknown) => boolean {
  const [address = '', bits = '', ...more] = block.split('/');
  const family = familyOf(address);
  const prefix = Number(bits);
  if (!family || more.length > 0 || !/^\d{1,3}$/.test(bits) || prefix > (family === 'ipv4' ? 32 : 128)) {
    throw new PatternError(`Malformed CIDR: ${block}`);
  }
  const range = new BlockList();
  range.addSubnet(address, prefix, family);
  return (value) => {
    if (typeof value !== 'string') return false;
    // A zone (`%eth0`) is no part of the address, and the block list would throw on it.
    const valueFamily = value.includes('%') ? undefined : familyOf(value);
    return valueFamily === family && range.check(value, family);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (isIP(address) === 0) return undefined;
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
