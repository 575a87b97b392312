/**
 * A password hash in the format of another program.
 *
 * - `convertible`: `encoded` is the same hash in one of Django's formats
 * - `malformed`: truncated or damaged. No password matches
 * - `unsupported`: apparently well-formed, but Django has no format for it
 *
 * Only `encoded` holds any part of the hash.
 */
export type ForeignHash =
  | { readonly format: string; readonly state: 'convertible'; readonly encoded: string }
  | { readonly format: string; readonly state: 'malformed'; readonly reason: string }
  | { readonly format: string; readonly state: 'unsupported'; readonly reason: string }

/** Parameters that the text of a hash does not include. */
export interface ForeignHashOptions {
  /**
   * Parameters of `SALT:KEY` pairs in hexadecimal, made with Node's `scrypt`. Node's defaults are
   * `{ N: 16384, r: 8, p: 1 }`.
   */
  readonly scrypt?: ScryptParameters | undefined
}

export interface ScryptParameters {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** Recognizes one family of formats; `undefined` for any other text. */
export type ForeignReader = (text: string, options: ForeignHashOptions) => ForeignHash | undefined

export function convertible(format: string, encoded: string): ForeignHash {
  return { format, state: 'convertible', encoded }
}

export function malformed(format: string, reason = 'it is truncated or damaged'): ForeignHash {
  return { format, state: 'malformed', reason }
}

export function unsupported(format: string, reason: string): ForeignHash {
  return { format, state: 'unsupported', reason }
}
