import type { ClassicToken } from '../classic/classic-token.js'
import { dateOfDay } from '../classic/day.js'
import type { KeyRing } from '../secret-key.js'
import type { StoredUser } from '../user.js'
import { type ExplanationStep, step } from './explanation.js'
import type { Kept } from './kept-step.js'
import type { StepsOptions } from './options.js'

/** Which key of the ring made the token with the stored hash of the user. */
export function keyStep<A>(
  { ring, describeHash }: StepsOptions<A>,
  { password }: StoredUser,
  { day }: ClassicToken,
  key: number,
  kept: Kept,
): ExplanationStep {
  if (key >= 0) return step('key', true, keyName(ring, key))
  if (kept === 'current' || kept === 'stale') {
    return step(
      'key',
      'skipped',
      'fits no key with the stored hash: it was made with an earlier one',
    )
  }
  const keys =
    ring.length === 1
      ? 'does not fit the secret key'
      : `fits none of the ${ring.length} secret keys`
  const date = dateOfDay(Number(day))?.toISOString().split('T', 1)[0] ?? 'then'
  return step(
    'key',
    kept === 'unknown' ? 'unknown' : false,
    `the token ${keys} with the stored hash of the user`,
    [
      ...(describeHash(password) === undefined
        ? [
            'The stored text has no known hash format: check the table and the column, `users.table` and `users.password` (USERS_TABLE, USERS_PASSWORD).',
          ]
        : []),
      `If only this user is refused: the password was changed since ${date}, or the token was altered. The user has to log in again.`,
      'If all users are refused: the token was made with another secret key. Compare `secretKey` (SECRET_KEY) with that of the server that made it. A key that was replaced goes into the list after the new one (SECRET_KEY_FALLBACKS).',
    ].join('\n'),
  )
}

function keyName(ring: KeyRing, key: number): string {
  if (ring.length === 1) return 'made with the secret key'
  return key === 0
    ? `made with the first of ${ring.length} secret keys, which signs`
    : `made with secret key ${key + 1} of ${ring.length}, which only verifies`
}

/** Whether the stored hash has changed since the token was made. */
export function passwordStep<A>(
  { describeHash }: StepsOptions<A>,
  { password }: StoredUser,
  isSigned: boolean,
  kept: Kept,
): ExplanationStep {
  const format = password === '' ? 'an empty text' : (describeHash(password) ?? 'no known format')
  if (isSigned) {
    return step(
      'password',
      true,
      `the stored hash (${format}) is the one that the token was made with`,
    )
  }
  switch (kept) {
    case 'current':
      return step('password', true, `the stored hash (${format}) is of the same password`)
    case 'stale':
      return step(
        'password',
        false,
        `the stored hash (${format}) has changed since the token was kept: the password was changed`,
        'The user has to log in again.',
      )
    default:
      return step(
        'password',
        'unknown',
        `the stored hash (${format}) may have changed since: a token does not reveal it`,
      )
  }
}
