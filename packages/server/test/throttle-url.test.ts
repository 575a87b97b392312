/** THROTTLE_URL and the settings beside it, as the command line reads them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readConfig } from '../dist/config/read-config.js'
import { readThrottleUrl } from '../dist/config/throttle-url.js'
import { folder } from './support/command-line.ts'

describe('THROTTLE_URL', () => {
  it.each([
    ['not set', undefined, { kind: 'database' }],
    ['memory', 'memory:', { kind: 'memory' }],
    ['memory as a word', 'memory', { kind: 'memory' }],
    ['Redis', 'redis://redis:6379/0', { kind: 'redis', url: 'redis://redis:6379/0' }],
    ['with TLS', 'rediss://u:p%40@redis', { kind: 'redis', url: 'rediss://u:p%40@redis' }],
    ['over IPv6', 'redis://[::1]:6379', { kind: 'redis', url: 'redis://[::1]:6379' }],
  ])('%s', (_what, text, place) => expect(readThrottleUrl(text)).toEqual(place))

  it.each([
    ['another database', 'postgres://u:canary@db/app', /"postgres" is not supported: write redis/],
    ['no scheme', 'redis.example.com:6379', /is not supported/],
    ['no scheme and no port', 'redis-host', /has no scheme: write redis:\/\/host:6379\/0/],
    ['no host', 'redis://', /names no host/],
    ['a database by name', 'redis://redis/cache', /number of a database of Redis/],
    ['options', 'redis://u:canary@redis/0?family=6', /takes no options/],
    ['a password that is not encoded', 'redis://u:can%ary@redis', /not encoded: write %25/],
    ['a password with a slash', 'redis://u:ca/nary@redis', /no valid URL.*encode|number of a/],
  ])('%s is refused, without the password', (_what, text, message) => {
    expect(() => readConfig({ THROTTLE_URL: text })).toThrow(message)
    expect(() => readConfig({ THROTTLE_URL: text })).not.toThrow(/canary|ca\/nary/)
  })

  it('may be in a file', () => {
    const path = join(folder(), 'throttle-url')
    writeFileSync(path, 'redis://:secret@redis:6379\n')
    expect(readConfig({ THROTTLE_URL_FILE: path }).THROTTLE_URL?.reveal()).toBe(
      'redis://:secret@redis:6379',
    )
    expect(() => readConfig({ THROTTLE_URL_FILE: path, THROTTLE_URL: 'memory:' })).toThrow(
      'set THROTTLE_URL or THROTTLE_URL_FILE, not both',
    )
  })
})

it.each([
  ['LOGIN_THROTTLE', 'off', false],
  ['LOGIN_THROTTLE_ACCOUNT_FAILURES', '5', 5],
  ['LOGIN_THROTTLE_ACCOUNT_MINUTES', '30', 30],
  ['LOGIN_THROTTLE_STOP_AFTER', '50', 50],
  ['LOGIN_THROTTLE_ADDRESS_FAILURES', '1000', 1_000],
  ['LOGIN_THROTTLE_KNOWN_ADDRESS_DAYS', '0', 0],
  ['THROTTLE_PREFIX', 'shop:login', 'shop:login'],
] as const)('%s=%s', (name, text, value) => {
  expect(readConfig({ [name]: text })[name]).toBe(value)
})

it.each([
  ['LOGIN_THROTTLE', 'maybe', /must be true or false/],
  ['LOGIN_THROTTLE_ACCOUNT_FAILURES', '0', /must be 1 or more/],
  // NIST SP 800-63B, 3.2.2: no more than 100.
  ['LOGIN_THROTTLE_STOP_AFTER', '101', /must be 100 or less/],
  ['THROTTLE_PREFIX', 'a b', /must be 1 to 64 of the characters/],
])('%s=%s is refused', (name, text, message) => {
  expect(() => readConfig({ [name]: text })).toThrow(message)
})
