import { errorBrandOf } from './error-brand.js'

/**
 * An error in one line without secrets. Errors of drivers and applications are reduced to name and code:
 * their messages may contain values of the query.
 */
export function describeError(error: unknown): string {
  try {
    return describe(error, MOST_CAUSES)
  } catch {
    // Anything may be thrown, also what throws when it is looked at.
    return 'an error that cannot be read'
  }
}

/** A cause may be its own. */
const MOST_CAUSES = 5

function describe(error: unknown, causes: number): string {
  if (typeof error !== 'object' || error === null) return `a ${typeof error}, not an error`
  const { name, code, message, cause } = error as Readonly<Record<string, unknown>>
  const text =
    errorBrandOf(error) === undefined
      ? `${matching(name, NAME) ?? 'Error'} ${matching(code, CODE) ?? ''}`.trim()
      : String(message)
  return cause === undefined || causes === 0
    ? text
    : `${text} (cause: ${describe(cause, causes - 1)})`
}

const NAME = /^[A-Za-z][A-Za-z0-9]{0,60}$/
/** "ECONNREFUSED", "28P01", "ER_ACCESS_DENIED_ERROR" */
const CODE = /^[A-Z0-9_]{1,40}$/

function matching(value: unknown, expression: RegExp): string | undefined {
  return typeof value === 'string' && expression.test(value) ? value : undefined
}
