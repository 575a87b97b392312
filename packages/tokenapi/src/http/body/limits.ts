import { RefusedError } from '../../core/errors.js'
import { wholeNumber } from '../../core/options/option-checks.js'
import { readOptions } from '../../core/options/read-options.js'

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

const COUNT = wholeNumber(1, Number.MAX_SAFE_INTEGER)

/** The limits with defaults filled in. Throws `ConfigError` for one that is no whole number above 0. */
export function readLimits(given: Partial<Limits> | undefined): Limits {
  const checks = { body: COUNT, fields: COUNT, url: COUNT }
  const { body, fields, url } = readOptions<Partial<Limits>>(
    'createTokenApi',
    given,
    checks,
    'limits.',
  )
  return {
    body: body ?? DEFAULTS.body,
    fields: fields ?? DEFAULTS.fields,
    url: url ?? DEFAULTS.url,
  }
}

export function contentTooLarge(limit: number): RefusedError {
  return new RefusedError('content_too_large', `The body must not be larger than ${limit} bytes.`)
}

export function tooManyFields(limit: number): RefusedError {
  return new RefusedError('invalid_request', `There must not be more than ${limit} fields.`)
}
