import type { Awaitable } from '../runtime/awaitable.js'
import type { OperatorWarning } from '../events/warn-once.js'

/** How passwords are checked and made; `password/hasher.ts` is the one that ships. */
export interface PasswordHasher {
  /**
   * Whether the password fits the encoded hash. Pass `undefined` for an unknown user:
   * the answer is `false` and costs the same. Every failing path costs exactly one full-cost hash.
   *
   * Rejects with `UnavailableError` where no hashing can be had now, with `ConfigError` where the hash needs a
   * package that is not installed, and with `RefusedError` (`invalid_request`) where the client is gone before
   * anything was computed: none of them tells anything about the password.
   */
  check(password: string, encoded: string | undefined, client?: HashClient): Promise<boolean>
  /** A new encoded hash, in Django's format. Rejects with `UnavailableError`, `ConfigError`. */
  make(password: string, client?: HashClient): Promise<string>
  /** Whether a hash that a password fits should be made anew, by what `make` gives. */
  mustUpdate(encoded: string, rule: UpdateRule): boolean
  /** Why no password fits this hash, for the operator's log; `undefined` where one may. */
  objectionTo?(encoded: string): Awaitable<HashObjection | undefined>
  /** How many hashes there are now, for `api.health`. */
  load?(): HashLoad
}

/** Password hashes of this process. */
export interface HashLoad {
  /** Hashes that are computed. */
  readonly running: number
  /** Logins that wait for one. */
  readonly waiting: number
}

/** The client that a hash is computed for: hashes wait in an order that is fair between clients. */
export interface HashClient {
  /** A key of the account that it logs in to; `undefined` where it is not known. */
  readonly account?: string | undefined
  /** The network of its address, in one spelling; `undefined` where the address is not known. */
  readonly network?: string | undefined
  /** Aborted when the client is gone: a hash that has not begun is then not computed. */
  readonly signal?: AbortSignal | undefined
  /** Whether the account has logged in from this client before: such a login has places of its own. */
  readonly isKnown?: boolean | undefined
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
