/** Schemas for the text of an environment variable. The reader puts the setting's name before each message. */
import * as v from 'valibot'

import { isLoopbackName } from '../loopback.js'
import { SecretText } from './secret-text.js'
import { type TrustProxy, readTrustProxy } from './trust-proxy.js'

export const text = (description: string) => v.pipe(v.string(), v.description(description))

export const secretText = (description: string) =>
  v.pipe(
    v.string(),
    v.transform((secret) => new SecretText(secret)),
    v.description(description),
  )

export const wholeNumber = (least: number, most: number, description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^[0-9]{1,9}$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(least, `must be ${least} or more`),
    v.maxValue(most, `must be ${most} or less`),
    v.description(description),
  )

export const days = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^(?:[0-9]+(?:\.[0-9]+)?|Infinity)$/, 'must be a number of days, 0 or more'),
    v.transform(Number),
    v.description(description),
  )

export const timeZone = (description: string) =>
  v.pipe(
    v.string(),
    v.check(isTimeZone, 'must be an IANA name such as UTC or Europe/Paris'),
    v.description(description),
  )

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** A hundred years. */
const MOST_DAYS = 36_525

/** Days from an event to another: more than none, and no limit without the setting. */
export const lifetime = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^[0-9]{1,9}(?:\.[0-9]{1,9})?$/, 'must be a number of days'),
    v.transform(Number),
    v.gtValue(0, 'must be more than 0 days'),
    v.maxValue(MOST_DAYS, `must be ${MOST_DAYS} days or less`),
    v.description(description),
  )

// prefix = ALPHA [ *30( ALPHA / DIGIT / "_" ) ( ALPHA / DIGIT ) ]
const TOKEN_PREFIX = /^[A-Za-z](?:[A-Za-z0-9_]{0,29}[A-Za-z0-9])?$/

export const tokenPrefixes = (description: string) =>
  v.pipe(
    v.string(),
    v.transform((value) => value.split(',').map((item) => item.trim()) as [string, ...string[]]),
    v.check(
      (items) => items.every((item) => TOKEN_PREFIX.test(item)),
      'must be 1 to 31 of the characters A-Z a-z 0-9 _, begin with a letter and not end with _; several are separated by commas',
    ),
    v.readonly(),
    v.description(description),
  )

const TRUE = new Set(['1', 'true', 'yes', 'on'])
const FALSE = new Set(['0', 'false', 'no', 'off', ''])

export const flag = (description: string) =>
  v.pipe(
    v.string(),
    v.toLowerCase(),
    v.check((value) => TRUE.has(value) || FALSE.has(value), 'must be true or false'),
    v.transform((value) => TRUE.has(value)),
    v.description(description),
  )

export const oneOf = <const T extends readonly string[]>(values: T, description: string) =>
  v.pipe(v.picklist(values, `must be one of ${values.join(', ')}`), v.description(description))

export const listOf = <const T extends readonly string[]>(values: T, description: string) =>
  v.pipe(
    v.string(),
    v.transform((value) => value.split(',').map((item) => item.trim())),
    v.array(v.picklist(values, `must be a comma-separated list of ${values.join(', ')}`)),
    v.readonly(),
    v.description(description),
  )

export const names = (description: string) =>
  v.pipe(
    v.string(),
    v.transform((value) => value.split(',').map((item) => item.trim())),
    v.array(v.pipe(v.string(), v.minLength(1, 'must be a comma-separated list of user names'))),
    v.readonly(),
    v.description(description),
  )

/** An origin that browsers keep `Secure` cookies of. */
export const httpsUrl = (description: string) =>
  v.pipe(
    v.string(),
    v.check(isSecureOrigin, 'must be https://HOST without a path; http:// only for localhost'),
    v.transform((value) => new URL(value)),
    v.description(description),
  )

function isSecureOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(value)
  if (`${username}${password}${search}${hash}` !== '' || pathname !== '/') return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname))
}

export const trustProxy = (description: string) =>
  v.pipe(
    v.string(),
    v.rawTransform<string, TrustProxy>(({ dataset, addIssue, NEVER }) => {
      const value = readTrustProxy(dataset.value)
      if (typeof value !== 'object' || !('objection' in value)) return value
      addIssue({ message: value.objection })
      return NEVER
    }),
    v.description(description),
  )
