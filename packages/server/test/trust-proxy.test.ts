/** Whose address a request has: TRUST_PROXY, and requests through real proxies. */
import { request } from 'node:http'

import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'

import { freePort, startNginx } from '../../../scripts/services.mjs'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { clientAddresses } from '../dist/client-address.js'
import { readConfig } from '../dist/config/read-config.js'
import { listen } from '../dist/index.js'

describe('A-05: TRUST_PROXY is read strictly', () => {
  it.each([
    ['1', 1],
    ['2', 2],
    ['10.0.0.7', ['10.0.0.7']],
    ['10.0.0.0/8', ['10.0.0.0/8']],
    ['10.1.0.0/16, fd00:1::/32', ['10.1.0.0/16', 'fd00:1::/32']],
    ['2001:db8::1', ['2001:db8::1']],
    ['loopback,uniquelocal', ['loopback', 'uniquelocal']],
  ])('%s', (text, value) => {
    expect(readConfig({ TRUST_PROXY: text }).TRUST_PROXY).toEqual(value)
  })

  it.each([
    ['every IPv4 address', '0.0.0.0/0', /as wide as "0\.0\.0\.0\/0": name the addresses/],
    ['every IPv6 address', '::/0', /as wide as "::\/0"/],
    ['half of them', '128.0.0.0/1', /as wide as/],
    ['wider than /8', '10.0.0.0/7', /as wide as/],
    ['wider than /32 of IPv6', '2001:db8::/31', /as wide as/],
    ['a wide one among others', '10.0.0.1,0.0.0.0/0', /as wide as "0\.0\.0\.0\/0"/],
    ['the prefix length of IPv4 on IPv6', '::ffff:10.0.0.0/8', /write 10\.0\.0\.0\/8 for/],
    ['IPv4 as IPv6', '::ffff:10.0.0.0/104', /write 10\.0\.0\.0\/8 for/],
    ['IPv4 as IPv6 in hexadecimal', '::ffff:a00:1', /write 10\.0\.0\.1 for/],
    ['empty', '', /TRUST_PROXY is empty/],
    ['an empty item', '10.0.0.0/8,', /empty item/],
    ['a blank', ' ', /empty/],
    ['everybody', 'true', /write the number of proxies/],
    ['no proxy', '0', /1 to 10 proxies; remove it/],
    ['too many', '99', /1 to 10 proxies/],
    ['a number among ranges', '1,10.0.0.0/8', /must not contain "1"/],
    ['a host name', 'proxy.example.com', /must not contain "proxy\.example\.com"/],
    ['a short address', '10.1', /must not contain "10\.1"/],
    ['octal numbers', '010.0.0.0/8', /must not contain/],
    ['hexadecimal numbers', '0x0a000001', /must not contain/],
    ['a mask', '10.0.0.0/255.0.0.0', /must not contain/],
    ['no prefix length', '10.0.0.0/', /must not contain/],
    ['a prefix length with a zero', '10.0.0.0/08', /must not contain/],
    ['a prefix that is too long', '10.0.0.0/33', /at most 32 bits/],
    ['two prefixes', '10.0.0.0/8/8', /must not contain/],
    ['an address inside a range', '10.0.0.5/8', /write 10\.0\.0\.0\/8 for/],
    ['a zone', 'fe80::1%eth0', /must not contain/],
  ])('%s is refused: "%s"', (_what, text, message) => {
    expect(() => readConfig({ TRUST_PROXY: text })).toThrow(message)
  })
})

describe('the address of a request', () => {
  const via = (trusted: string | undefined, socket: string, forwarded?: string) =>
    clientAddresses(
      trusted === undefined ? undefined : readConfig({ TRUST_PROXY: trusted }).TRUST_PROXY,
    ).of({
      socket: { remoteAddress: socket },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    } as never)

  it.each([
    ['of the connection, whatever a header holds', undefined, '203.0.113.7', '1.1.1.1'],
    ['of the connection, as it is no proxy', '10.0.0.0/8', '203.0.113.7', '1.1.1.1'],
    ['IPv4, mapped into IPv6', undefined, '::ffff:203.0.113.7', undefined],
    ['what the proxy saw', '10.0.0.0/8', '10.0.0.1', '203.0.113.7'],
    ['the same, where the proxy comes over IPv6', '10.0.0.0/8', '::ffff:10.0.0.1', '203.0.113.7'],
    ['what the proxy appended to a forged list', '10.0.0.0/8', '10.0.0.1', '1.1.1.1, 203.0.113.7'],
    ['through two proxies', '10.0.0.0/8', '10.0.0.1', '1.1.1.1,203.0.113.7,10.0.0.2'],
    ['by the number of proxies', '2', '10.0.0.1', '1.1.1.1, 203.0.113.7, 10.0.0.2'],
    ['with a port', '10.0.0.0/8', '10.0.0.1', '203.0.113.7:51234'],
    ['mapped, in the header', '10.0.0.0/8', '10.0.0.1', '::FFFF:203.0.113.7'],
    ['a proxy with a port', '10.0.0.0/8', '10.0.0.1', '203.0.113.7, 10.0.0.2:443'],
  ])('%s', (_what, trusted, socket, forwarded) => {
    expect(via(trusted, socket, forwarded)).toBe('203.0.113.7')
  })

  it.each([
    ['IPv6 with a port', '[2001:DB8::1]:51234', '2001:db8::1'],
    ['IPv6', '2001:0db8:0:0::1', '2001:db8::1'],
    ['no address', 'unknown', undefined],
    ['a number', '10', undefined],
    ['nothing: the proxy itself', '', '10.0.0.1'],
  ])('%s in the header of a proxy', (_what, forwarded, address) => {
    expect(via('10.0.0.0/8', '10.0.0.1', forwarded)).toBe(address)
  })
})

describe.skipIf(lacks('nginx') || process.platform !== 'linux')('through nginx', () => {
  const ended: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of ended.splice(0).toReversed()) await end()
  })
  const CLIENT = '127.0.0.9'
  const FORGED = { 'X-Forwarded-For': '203.0.113.66, 127.0.0.1', 'X-Real-IP': '203.0.113.66' }

  /** The address in the log line of a request through one proxy or two, all of them at 127.0.0.1. */
  async function logged(trusted: string | undefined, proxies: 1 | 2): Promise<unknown> {
    const lines: string[] = []
    const config = readConfig(trusted === undefined ? {} : { TRUST_PROXY: trusted })
    const server = await listen({
      host: '127.0.0.1',
      port: 0,
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      addresses: clientAddresses(config.TRUST_PROXY),
      fetch: () => new Response('ok'),
    })
    ended.push(() => server.stop())
    const inner = await freePort()
    const block = (port: number, to: number): string => `server {
  listen 127.0.0.1:${port};
  location / {
    proxy_pass http://127.0.0.1:${to};
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  }
}`
    const nginx = await startNginx(
      (outer: number) => block(inner, server.port) + block(outer, inner),
    )
    ended.push(() => nginx.stop())
    await new Promise((resolve, reject) => {
      request(
        {
          host: '127.0.0.1',
          port: proxies === 1 ? inner : new URL(nginx.url).port,
          localAddress: CLIENT,
          headers: { ...FORGED, 'Forwarded': 'for=203.0.113.66', 'X-Request-Id': 'this-one' },
        },
        (response) => response.resume().on('end', resolve),
      )
        .on('error', reject)
        .end()
    })
    const ours = (): string | undefined => lines.find((line) => line.includes('this-one'))
    await expect.poll(ours).toBeDefined()
    return (JSON.parse(ours() ?? '') as { address?: string }).address
  }

  it.each([
    ['one proxy, by its address', '127.0.0.1', 1, CLIENT],
    ['one proxy, by number', '1', 1, CLIENT],
    ['two proxies, by their address', '127.0.0.1', 2, CLIENT],
    ['two proxies, by number', '2', 2, CLIENT],
    ['two proxies, one of them trusted: the address of the other', '1', 2, '127.0.0.1'],
    ['another proxy is trusted: the address of this one', '10.0.0.0/8', 1, '127.0.0.1'],
    ['no proxy is trusted: its address', undefined, 1, '127.0.0.1'],
  ] as const)('a forged header changes nothing: %s', async (_how, trusted, proxies, address) => {
    expect(await logged(trusted, proxies)).toBe(address)
  })
})
