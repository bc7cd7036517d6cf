import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../src/adapters/web/public-address.ts';

describe('a public address', () => {
  it.each(['8.8.8.8', '93.184.215.14', '2606:4700:4700::1111', '2a00:1450:4001:813::200e'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['loopback', ['127.0.0.1', '127.255.0.1', '::1']],
    ['unspecified', ['0.0.0.0', '::']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1']],
    ['link-local', ['169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'fec0::1']],
    ['metadata', ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16']],
    ['shared', ['100.64.0.1', '100.127.255.255']],
    ['multicast or broadcast', ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1']],
    ['reserved', ['192.0.2.1', '198.18.0.1', '203.0.113.1', '240.0.0.1', '192.88.99.1', '2001:db8::1', '100::1']],
    ['IPv4 in IPv6', ['::ffff:8.8.8.8', '::ffff:127.0.0.1', '::127.0.0.1', '::7f00:1']],
    ['translated', ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1', '2002:7f00:1::', '2001::1']],
    ['no address', ['', 'localhost', '1.2.3', '0x7f.1', '256.1.1.1x', '4000::1']],
  ])('is none that is %s', (_what, addresses) => {
    for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });
});
