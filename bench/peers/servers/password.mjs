// @ts-check
/** Passwords with Django's PBKDF2, by Node alone: a login costs the same hash in every row. */
import { pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)

/**
 * @param {string} password
 * @param {string} encoded
 */
export async function fits(password, encoded) {
  const [, rounds, salt = '', digest = ''] = encoded.split('$')
  const expected = Buffer.from(digest, 'base64')
  const found = await derive(password, salt, Number(rounds), expected.length, 'sha256')
  return timingSafeEqual(expected, found)
}
