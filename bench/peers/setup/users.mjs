// @ts-check
/** The users of every server: ids from 1 to 1,000, one password, one stored hash. */

import { createHash } from 'node:crypto'

export const SECRET = 'a secret of the benchmark, as long as it should be'

export const PASSWORD = 'correct horse battery staple'

/**
 * Of PASSWORD, as Django 3.2 makes it: 260,000 rounds, and a salt of 22 characters. Django replaces any other at a
 * login, which would end the classic tokens.
 */
export const HASH =
  'pbkdf2_sha256$260000$benchsaltbenchsaltben22$KkTP9l1b+mxc9Vgp7WxnFD3KQy55iMgmjAyEw4PsgYI='

export const USERS = Array.from({ length: 1_000 }, (_, at) => ({
  id: at + 1,
  username: `user${at + 1}`,
  password: HASH,
  isActive: true,
}))

/**
 * A token per user for servers that only compare: 40 digits, as Django REST framework makes them.
 * @param {number} id
 */
export function keyOf(id) {
  return createHash('sha1').update(`key of ${id}`).digest('hex')
}
