import type { Awaitable } from './awaitable.js'
import type { OperatorWarning } from './warn-once.js'

/** How passwords are checked and made; `password/hasher.ts` is the one that ships. */
export interface PasswordHasher {
  /**
   * Whether the password fits the encoded hash. Pass `undefined` for an unknown user:
   * the answer is `false` and costs the same. Every failing path costs exactly one full-cost hash.
   *
   * Rejects with `UnavailableError` where no hashing can be had now, and with `ConfigError` where
   * the hash needs a package that is not installed: neither says anything about the password.
   */
  check(password: string, encoded: string | undefined): Promise<boolean>
  /** A new encoded hash, in Django's format. Rejects with `UnavailableError`, `ConfigError`. */
  make(password: string): Promise<string>
  /** Whether a hash that a password fits should be made anew, by what `make` gives. */
  mustUpdate(encoded: string, rule: UpdateRule): boolean
  /** Why no password fits this hash, for the operator's log; `undefined` where one may. */
  objectionTo?(encoded: string): Awaitable<HashObjection | undefined>
}

/** Why no password fits a stored hash. Neither text holds a part of it: it may be a password. */
export interface HashObjection {
  /** "unreadable hash", "unusable password" */
  readonly reason: string
  /** Where that is for the operator to mend. */
  readonly warning?: OperatorWarning | undefined
}

/** `weaker`: only what costs an attacker less. `different`: anything else than preferred, as Django. */
export type UpdateRule = 'weaker' | 'different'
