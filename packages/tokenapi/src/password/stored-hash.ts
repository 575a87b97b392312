/** One encoded hash, read and found well-formed and within its bounds. */
export interface StoredHash {
  /**
   * Whether the password fits. Rejects with `ConfigError` where the package that computes it is not
   * installed; never for anything about the password.
   */
  verify(password: string): Promise<boolean>
  /** What a check costs; `undefined` for a plain digest, which costs next to nothing. */
  readonly work: Work | undefined
}

/** The work of one hash: two with the same function and factors take the same time. */
export interface Work {
  readonly name: string
  readonly factors: readonly number[]
}

/** Reads one family's encoded hashes; `undefined` for a malformed one or one beyond its bounds. */
export type HashReader = (encoded: string) => StoredHash | undefined

export function isSameWork(a: Work, b: Work): boolean {
  return a.name === b.name && a.factors.every((factor, i) => factor === b.factors[i])
}

// As Django writes a number: no sign, space, underscore or leading zero.
const COUNT = /^(?:0|[1-9][0-9]{0,9})$/

/** A work factor from 1 to `max` as Django writes it; `undefined` for anything else. */
export function readCount(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !COUNT.test(text)) return undefined
  const count = Number(text)
  return count >= 1 && count <= max ? count : undefined
}
