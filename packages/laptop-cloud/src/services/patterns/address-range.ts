// `cidr` of event patterns: whether a text is an IP address of a block, versions 4 and 6.
import { BlockList, isIP, isIPv6 } from 'node:net';
import { PatternError } from './pattern-error.ts';

/** Compiles a block such as `10.0.0.0/24`. Throws a PatternError on anything else, and on a block of one address. */
export function compileAddressRange(block: string): (value: unknown) => boolean {
  const [address = '', bits, ...more] = block.split('/');
  if (bits === undefined || more.length > 0) throw new PatternError("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(bits)) throw new PatternError('Malformed CIDR, mask bits must be an integer');
  const prefix = Number(bits);
  if (prefix < 0) throw new PatternError('Malformed CIDR, mask bits must not be negative');
  const family = familyOf(address);
  if (!family) throw new PatternError(`Nonstandard IP address: ${address}`);
  const most = family === 'ipv4' ? 32 : 128;
  if (prefix >= most)
    throw new PatternError(`${family === 'ipv4' ? 'IPv4' : 'IPv6'} mask bits must be < ${most}`);
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
