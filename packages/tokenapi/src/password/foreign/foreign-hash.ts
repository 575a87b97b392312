/**
 * A password hash in the format of another program.
 *
 * - `convertible`: `encoded` is the same hash in one of Django's formats
 * - `malformed`: cut, or damaged in another way: no password fits
 * - `unsupported`: well-formed as far as can be seen, but no format of Django's can hold it
 *
 * No member but `encoded` holds a piece of the hash.
 */
export type ForeignHash =
  | { readonly format: string; readonly state: 'convertible'; readonly encoded: string }
  | { readonly format: string; readonly state: 'malformed'; readonly reason: string }
  | { readonly format: string; readonly state: 'unsupported'; readonly reason: string }

/** What the text of a hash does not tell. */
export interface ForeignHashOptions {
  /**
   * Parameters of `SALT:KEY` pairs in hexadecimal, which are made with Node's `scrypt` and do not name
   * them. Node's own defaults are `{ N: 16384, r: 8, p: 1 }`.
   */
  readonly scrypt?: ScryptParameters | undefined
}

export interface ScryptParameters {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** Recognises one family of formats; `undefined` for a text that is of none of them. */
export type ForeignReader = (text: string, options: ForeignHashOptions) => ForeignHash | undefined

export function convertible(format: string, encoded: string): ForeignHash {
  return { format, state: 'convertible', encoded }
}

export function malformed(format: string, reason = 'it is cut or damaged'): ForeignHash {
  return { format, state: 'malformed', reason }
}

export function unsupported(format: string, reason: string): ForeignHash {
  return { format, state: 'unsupported', reason }
}
