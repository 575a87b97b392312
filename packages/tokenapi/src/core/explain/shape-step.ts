import type { ClassicToken } from '../classic/classic-token.js'
import { type ExplanationStep, step } from './explanation.js'
import { lengthOf } from './user-steps.js'

/** Whether the token has the form of one; else what it looks like. No part of it is repeated. */
export function shapeStep(
  text: string,
  token: ClassicToken | undefined,
  prefixes: readonly string[] | undefined,
): ExplanationStep {
  if (token !== undefined) {
    return step('token', true, 'a date and 20 hexadecimal digits, as every token')
  }
  const likeAccess = ACCESS.exec(text)?.[1]
  if (likeAccess !== undefined) return accessShapeStep(text, likeAccess, prefixes)
  const other = prefixes === undefined ? OTHER : NEITHER
  const [, found, fix] = SHAPES.find(([shape]) => shape.test(text)) ?? other
  return step('token', false, `${lengthOf(text)}: ${found}`, fix)
}

/** Whether a text looks like an access token, of any prefix, also one that is cut. */
export function looksLikeAccessToken(text: string): boolean {
  return ACCESS.test(text)
}

/** As many characters as an access token, or some more or less. */
const ACCESS = /^(?:secret-token:)?([A-Za-z][A-Za-z0-9_]{0,31})_[0-9A-Za-z]{30,70}$/

/** The checksum does not fit, or the prefix is another. */
function accessShapeStep(
  text: string,
  prefix: string,
  prefixes: readonly string[] | undefined,
): ExplanationStep {
  if (prefixes === undefined) {
    const found = `${lengthOf(text)}: the form of an access token, and \`accessTokens\` is off`
    return step('token', false, found, SWITCH_ON)
  }
  if (!prefixes.includes(prefix)) {
    const found = `${lengthOf(text)}: an access token with another prefix than ${prefixes.join(', ')}`
    return step(
      'token',
      false,
      found,
      'Another service issued it. If it is yours, add its prefix to `accessTokens.prefix` (TOKEN_PREFIX).',
    )
  }
  return step(
    'token',
    false,
    `${lengthOf(text)}: an access token whose checksum does not fit`,
    'It was cut, mistyped or invented. Send it whole, as it was returned: upper and lower case differ.',
  )
}

/** What to do where an access token is presented and access tokens are off. */
export const SWITCH_ON =
  'Set `accessTokens` of `createTokenApi` (ACCESS_TOKENS=true), as where the token was issued.'

const WHOLE =
  'Send it whole: 20 digits follow the dash. A column, a variable or a copy by hand may have cut it.'
const OWN = 'Send the `token` that `POST /token/new.json` returned.'

/** What people send in place of a token. */
const SHAPES: readonly (readonly [shape: RegExp, found: string, fix: string])[] = [
  [/^$/, 'no token at all', OWN],
  [/^[0-9a-z]{1,13}-[0-9a-f]{0,19}$/, 'a token that is cut', WHOLE],
  [
    /^[0-9a-z]{1,13}-[0-9a-f]{21,}$/,
    'more than 20 hexadecimal digits after the dash, as in a link of Django for a new password',
    OWN,
  ],
  [
    /^[0-9a-z]{1,13}-[0-9a-f]{20}$/i,
    'a token in capitals',
    'Send it in lower case, as it was returned.',
  ],
  [/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/, 'a JWT, which another system made', OWN],
  [/^[0-9a-f]{40}$/, 'a key as Django REST framework makes it', OWN],
  [
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    'a UUID, which may be a user or a session',
    OWN,
  ],
  [/^[0-9a-z]{32}$/, 'the form of a session id of Django', OWN],
  [/^tkt[0-9]+\./, 'a ticket', 'Send it as `?ticket=`, to a guard with `tickets: true`.'],
  [/^s:|%3A/i, 'the form of a session cookie', OWN],
  [/^[0-9]+$/, 'digits alone, as a user id', 'Send the id as `user`, and the token as `token`.'],
  [/^\$|^[a-z0-9_]+\$/, 'the form of a password hash', `${OWN} Never send a hash.`],
]
const OTHER = [/^/, 'not a date, a dash and 20 hexadecimal digits', OWN] as const
/** Where access tokens are on. */
const NEITHER = [/^/, 'neither an access token nor a classic token', OWN] as const
