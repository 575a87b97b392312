import {
  type TokenWindow,
  makeClassicToken,
  readClassicToken,
  subjectOf,
  verifyingKeyIndex,
} from './classic-token.js'
import type { KeyRing } from '../secret-key.js'
import type { StoredUser } from '../user.js'

/** Makes and checks tokens of users that are at hand. */
export interface TokenMaker {
  makeToken(this: void, user: StoredUser): string
  checkToken(this: void, user: StoredUser, token: string): boolean
}

export function tokenMaker(ring: KeyRing, window: () => TokenWindow): TokenMaker {
  return {
    makeToken: (user) => makeClassicToken(ring[0], subjectOf(user), window().today),
    checkToken: (user, token) => {
      const presented = typeof token === 'string' ? readClassicToken(token, window()) : undefined
      return presented !== undefined && verifyingKeyIndex(ring, subjectOf(user), presented) >= 0
    },
  }
}
