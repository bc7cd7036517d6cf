import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The part of IPv6 that is given out to anybody; everything public lies in it. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public by its range, but answered by the cloud that a server runs in: its virtual machines' keys are there. */
const METADATA = ['168.63.129.16'];

/**
 * Whether an IP address belongs to the public internet. Private, link-local, loopback, shared (CGNAT), multicast, reserved and
 * metadata addresses do not, nor do IPv6 addresses that stand for an IPv4 one: those would be another spelling of it.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv6) return parsed.match(GLOBAL_IPV6);
  return !METADATA.includes(parsed.toString());
}
