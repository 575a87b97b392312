import { isIPv4, isIPv6 } from 'node:net'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { clientNetwork } from '../../src/index.ts'

describe('P-12: an address counts as one network, however it is spelled', () => {
  it.each([
    ['an IPv4 address', '203.0.113.7', '203.0.113.7'],
    ['the same, mapped into IPv6', '::ffff:203.0.113.7', '203.0.113.7'],
    ['mapped, in capitals', '::FFFF:203.0.113.7', '203.0.113.7'],
    ['mapped, in hexadecimal', '::ffff:cb00:7107', '203.0.113.7'],
    ['mapped, all zeros written', '0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
    ['the /64 of an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['the /64 of a short one', '2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['zeros written or not', '2001:0db8:0:0::9', '2001:db8:0:0::/64'],
    ['in capitals', '2001:DB8::9', '2001:db8:0:0::/64'],
    ['without its zone', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['loopback', '::1', '0:0:0:0::/64'],
    ['a network', '2001:db8:1:2::/64', '2001:db8:1:2::/64'],
  ])('%s: %s', (_what, address, network) => expect(clientNetwork(address)).toBe(network))

  it.each([
    '',
    'unknown',
    '_hidden',
    '203.0.113.7:443',
    '203.0.113',
    '203.0.113.07',
    '203.0.113.256',
    '1.2.3.4.',
    '[::1]',
    '::1]/#[',
    ':::',
    '1:2:3',
    'x'.repeat(1_000_000),
  ])('no address: %.20s', (text) => expect(clientNetwork(text)).toBeUndefined())

  it('is defined for addresses alone, and a network is its own network', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{1,20}$/)),
        (text) => {
          const network = clientNetwork(text)
          expect(network !== undefined).toBe(isIPv4(text) || isIPv6(text))
          if (network !== undefined) expect(clientNetwork(network)).toBe(network)
        },
      ),
      { numRuns: 20_000 },
    )
  })
})
