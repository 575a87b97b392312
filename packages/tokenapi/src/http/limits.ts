import { ConfigError, RefusedError } from '../core/errors.js'

/** How much of a request is read before it is refused. */
export interface Limits {
  /** A form or JSON body, in bytes. 413 beyond. Default 131,072 (128 KiB). */
  readonly body: number
  /** Fields in a query string or a form. 400 beyond, as Django. Default 1,000. */
  readonly fields: number
  /** Path and query string, in bytes. 414 beyond. Default 8,192. */
  readonly url: number
}

const DEFAULTS: Limits = { body: 131_072, fields: 1_000, url: 8_192 }

/** The limits with defaults filled in. Throws `ConfigError` for one that is no whole number above 0. */
export function readLimits(given: Partial<Limits> = {}): Limits {
  const limits = { ...DEFAULTS, ...given }
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new ConfigError(`\`limits.${name}\` must be a whole number, 1 or more; got ${value}`)
    }
  }
  return limits
}

export function contentTooLarge(limit: number): RefusedError {
  return new RefusedError('content_too_large', `The body must not be larger than ${limit} bytes.`)
}

export function tooManyFields(limit: number): RefusedError {
  return new RefusedError('invalid_request', `There must not be more than ${limit} fields.`)
}
