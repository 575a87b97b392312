/** Settings of the gateway, and `tokenapi gateway print`. */
import { describe, expect, it } from 'vitest'

import { readConfig } from '../../dist/config/read-config.js'
import { printGateway } from '../../dist/gateway/snippets/print.js'
import { folder, tokenapi } from '../support/command-line.ts'

describe('A-05: the gateway needs the addresses of its proxies', () => {
  it.each([
    [{}, /GATEWAY needs the addresses .*set TRUST_PROXY .*such as 127\.0\.0\.1; it is not set/],
    [{ TRUST_PROXY: '1' }, /GATEWAY needs the addresses .*got the number 1/],
    [{ TRUST_PROXY: '0.0.0.0/0' }, /TRUST_PROXY must not trust a range as wide as/],
    [{ TRUST_PROXY: '::ffff:10.0.0.0/8' }, /TRUST_PROXY must name IPv4 ranges in IPv4 notation/],
    [{ TRUST_PROXY: '' }, /TRUST_PROXY is empty/],
  ])('%o', (settings, message) => {
    expect(() => readConfig({ GATEWAY: 'nginx', ...settings })).toThrow(message)
  })

  it.each(['127.0.0.1', 'loopback', '10.0.0.0/8,fd00:1::/32'])('%s', (TRUST_PROXY) => {
    expect(readConfig({ GATEWAY: 'nginx, envoy', TRUST_PROXY }).GATEWAY).toEqual(['nginx', 'envoy'])
  })

  it.each([
    ['GATEWAY', 'true'],
    ['GATEWAY', 'apache'],
    ['GATEWAY_CREDENTIALS', 'form'],
    ['GATEWAY_CREDENTIALS', 'header,cookie'],
  ])('%s=%s names what is allowed', (name, value) => {
    expect(() => readConfig({ TRUST_PROXY: 'loopback', [name]: value })).toThrow(
      new RegExp(`${name} must be a comma-separated list of .+; got "${value}"`),
    )
  })
})

describe('tokenapi gateway print', () => {
  const PROXIES = ['nginx', 'caddy', 'traefik', 'haproxy', 'envoy'] as const

  it('prints what the function returns, with the address of the running settings', () => {
    const env = { HOST: '0.0.0.0', PORT: '8123', GATEWAY: 'nginx', TRUST_PROXY: '10.0.0.7' }
    const args = ['gateway', 'print', 'nginx', '--scopes', 'a,b', '--scopes', 'c']
    const { status, stdout, stderr } = tokenapi(folder(), args, { env })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toBe(printGateway('nginx', readConfig(env), { scopes: ['a', 'b', 'c'] }))
    expect(stdout).toContain('server 127.0.0.1:8123;')
    expect(stdout).toContain('TRUST_PROXY=10.0.0.7')
    expect(stdout).toContain('auth_request /_tokenapi/a+b+c;')
  })

  it('reports on standard error what is not set yet, and what is wrong', () => {
    const print = (...args: readonly string[]) => tokenapi(folder(), ['gateway', 'print', ...args])
    expect(print('caddy')).toMatchObject({
      status: 0,
      stderr:
        'tokenapi: the gateway for caddy is off: set GATEWAY=caddy and TRUST_PROXY=127.0.0.1\n',
    })
    expect(print('apache').status).toBe(2)
    expect(print('nginx', '--listen', '80; evil')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/--listen must be a host and a port, .*got "80; evil"/),
    })
    expect(print('nginx', '--lua').stderr).toMatch(/--lua is for haproxy alone/)
    expect(print('envoy', '--scopes', 'a"b').stderr).toMatch(/--scopes: "a\\"b" is no scope/)
  })

  it.each(PROXIES)('%s: every identity header, in both spellings, and the endpoint', (proxy) => {
    const config = readConfig({})
    const text = printGateway(proxy, config, { scopes: ['reports:read'] })
    const whole = proxy === 'haproxy' ? text + printGateway(proxy, config, { lua: true }) : text
    expect(whole).toContain(`/gateway/${proxy}`)
    for (const name of ['Userid', 'Username', 'Tokenid', 'Scopes']) {
      expect(whole.toLowerCase()).toContain(`x-${name.toLowerCase()}`)
    }
    expect(whole).toMatch(/X_Userid|-\*Userid|\^x\.\(userid|headers_with_underscores_action: DROP/)
    expect(whole).toMatch(/reports(?::|%3A)read/)
    expect(whole).not.toMatch(/undefined|\[object/)
  })
})
