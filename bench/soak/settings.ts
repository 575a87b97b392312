/** What the processes of the soak share. */
import { createPasswordHasher } from 'tokenapi/password'

export const PASSWORD = 'the password of every user'

/** Hashes are cheap: the soak is about memory. */
export const passwordHasher = createPasswordHasher({ iterations: 1_000 })

export const apiOptions = {
  secretKey: 'a secret of the benchmark, as long as it should be',
  accessTokens: { maxPerUser: 5, onFull: 'revoke-oldest' },
  passwordHasher,
} as const

/** Bytes, after garbage collection. */
export interface MemoryUse {
  readonly rss: number
  /** Of V8 and of buffers. */
  readonly heap: number
}
