/** A parsed hash that is well-formed and within the limits. */
export interface StoredHash {
  /**
   * Whether the password matches. Rejects with `ConfigError` if the package that computes the hash is not
   * installed. No password makes it reject.
   */
  verify(password: string): Promise<boolean>
  /** The cost of a check; `undefined` for a fast digest, which costs almost nothing. */
  readonly work: Work | undefined
}

/** The work of one hash: the same function with the same factors takes the same time. */
export interface Work {
  readonly name: string
  readonly factors: readonly number[]
}

/** Parses hashes of one family; `undefined` for one that is malformed or above the limits. */
export type HashReader = (encoded: string) => StoredHash | undefined

export function isSameWork(a: Work, b: Work): boolean {
  return a.name === b.name && a.factors.every((factor, i) => factor === b.factors[i])
}

// A number as Django writes it: no sign, space, underscore or leading zero.
const COUNT = /^(?:0|[1-9][0-9]{0,9})$/

/** A work factor from 1 to `max` as Django writes it; `undefined` for anything else. */
export function readCount(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !COUNT.test(text)) return undefined
  const count = Number(text)
  return count >= 1 && count <= max ? count : undefined
}
