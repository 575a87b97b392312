/** One of Django's encoded hashes, read and found well-formed and within its bounds. */
export interface StoredHash {
  /**
   * Whether the password fits. Rejects with `ConfigError` where the package that computes it is not
   * installed; never for anything about the password.
   */
  verify(password: string): Promise<boolean>
  /** What a failed check has cost: `pbkdf2` rounds, one full hash, or next to nothing. */
  readonly cost: { readonly rounds: number } | 'full' | 'negligible'
}

/** Reads one family's encoded hashes; `undefined` for a malformed one or one beyond its bounds. */
export type HashReader = (encoded: string) => StoredHash | undefined

// As Django writes a number: no sign, space, underscore or leading zero.
const COUNT = /^(?:0|[1-9][0-9]{0,9})$/

/** A work factor from 1 to `max` as Django writes it; `undefined` for anything else. */
export function readCount(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !COUNT.test(text)) return undefined
  const count = Number(text)
  return count >= 1 && count <= max ? count : undefined
}
