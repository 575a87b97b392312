/** Settings of access tokens, as the environment gives them. */
import { describe, expect, it } from 'vitest'

import { accessTokenOptionsOf } from '../src/api.ts'
import { readConfig } from '../src/config/read-config.ts'

const optionsOf = (environment: Record<string, string>) =>
  accessTokenOptionsOf(readConfig(environment))

describe('access tokens', () => {
  it('are off by default, so that a login issues what it issued before', () => {
    expect(optionsOf({})).toEqual({})
    expect(optionsOf({ ACCESS_TOKENS: 'false', TOKEN_PREFIX: 'acme' })).toEqual({})
  })

  it('have the defaults of the library', () => {
    expect(optionsOf({ ACCESS_TOKENS: 'true' })).toEqual({
      accessTokens: {
        prefix: ['tokenapi'],
        lifetimeDays: 30,
        maxPerUser: 50,
        onFull: 'refuse',
        graceSeconds: 60,
      },
    })
  })

  it('have a setting for each option', () => {
    const environment = {
      ACCESS_TOKENS: 'true',
      LOGIN_TOKEN: 'classic',
      TOKEN_PREFIX: 'acme, acme_old',
      ACCESS_TOKEN_LIFETIME_DAYS: '0.5',
      ACCESS_TOKEN_IDLE_DAYS: '7',
      ACCESS_TOKEN_ABSOLUTE_DAYS: '90',
      ACCESS_TOKENS_PER_USER: '3',
      ACCESS_TOKENS_ON_FULL: 'revoke-oldest',
      ACCESS_TOKEN_AUDIENCE: 'https://api.example.com',
      ACCESS_TOKEN_GRACE_SECONDS: '30',
    }
    expect(optionsOf(environment)).toEqual({
      accessTokens: {
        prefix: ['acme', 'acme_old'],
        lifetimeDays: 0.5,
        idleDays: 7,
        absoluteDays: 90,
        maxPerUser: 3,
        onFull: 'revoke-oldest',
        audience: 'https://api.example.com',
        graceSeconds: 30,
      },
      loginToken: 'classic',
    })
  })
})

it.each<[Record<string, string>, RegExp]>([
  [{ ACCESS_TOKENS: 'maybe' }, /^ACCESS_TOKENS must be true or false; got "maybe"$/],
  [{ LOGIN_TOKEN: 'jwt' }, /^LOGIN_TOKEN must be one of access, classic; got "jwt"$/],
  [{ LOGIN_TOKEN: 'access' }, /^LOGIN_TOKEN=access needs ACCESS_TOKENS=true$/],
  [{ TOKEN_PREFIX: '1acme' }, /^TOKEN_PREFIX must be 1 to 31 of .*; got "1acme"$/],
  [{ TOKEN_PREFIX: 'acme_' }, /^TOKEN_PREFIX must/],
  [{ TOKEN_PREFIX: 'acme,' }, /^TOKEN_PREFIX must/],
  [{ TOKEN_PREFIX: 'a'.repeat(32) }, /^TOKEN_PREFIX must/],
  [{ ACCESS_TOKEN_LIFETIME_DAYS: '0' }, /^ACCESS_TOKEN_LIFETIME_DAYS must be more than 0 days/],
  [{ ACCESS_TOKEN_LIFETIME_DAYS: '36526' }, /must be 36525 days or less; got "36526"$/],
  [{ ACCESS_TOKEN_IDLE_DAYS: '-1' }, /^ACCESS_TOKEN_IDLE_DAYS must be a number of days/],
  [{ ACCESS_TOKEN_IDLE_DAYS: 'Infinity' }, /^ACCESS_TOKEN_IDLE_DAYS must be a number of days/],
  [
    { ACCESS_TOKEN_ABSOLUTE_DAYS: '7' },
    /^ACCESS_TOKEN_ABSOLUTE_DAYS must be ACCESS_TOKEN_LIFETIME_DAYS \(30\) or more; got 7$/,
  ],
  [{ ACCESS_TOKENS_PER_USER: '0' }, /^ACCESS_TOKENS_PER_USER must be 1 or more/],
  [{ ACCESS_TOKENS_ON_FULL: 'drop' }, /must be one of refuse, revoke-oldest; got "drop"$/],
  [{ ACCESS_TOKEN_GRACE_SECONDS: '1.5' }, /must be a whole number; got "1.5"$/],
])('%j: %s', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(message)
})
