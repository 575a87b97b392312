/** How passwords are checked and made; `password/hasher.ts` is the one that ships. */
export interface PasswordHasher {
  /**
   * Whether the password fits the encoded hash. `undefined` stands for a user who does not exist:
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
}

/** `weaker`: only what costs an attacker less. `different`: anything else than preferred, as Django. */
export type UpdateRule = 'weaker' | 'different'
