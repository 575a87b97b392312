import { ConfigError } from '../../core/errors.js'
import { checkApi } from '../check-api.js'
import type { GuardOptions } from './guard-options.js'
import { type CheckedGuardOptions, readGuardOptions } from './read-guard-options.js'

/** What follows the api where a guard is made: options, a handler, both in this order, or neither. */
export interface GuardArguments<H> {
  readonly options: CheckedGuardOptions
  readonly handler: H | undefined
}

/**
 * The arguments of an adapter's `tokenRequired`, read once and checked. Throws `ConfigError`: what cannot
 * guard must not start.
 */
export function guardArguments<H extends (...given: never[]) => unknown>(
  api: unknown,
  first: GuardOptions | H | undefined,
  second: H | undefined,
): GuardArguments<H> {
  checkApi('tokenRequired', api)
  const isWrapped = typeof first === 'function'
  if (second !== undefined && (isWrapped || typeof second !== 'function')) {
    throw new ConfigError('`tokenRequired` takes the api, then options, then a handler')
  }
  return {
    options: readGuardOptions(isWrapped ? undefined : first),
    handler: isWrapped ? first : second,
  }
}

/** The same, where a handler has to be there. */
export function wrappedArguments<H extends (...given: never[]) => unknown>(
  api: unknown,
  first: GuardOptions | H | undefined,
  second: H | undefined,
): { readonly options: CheckedGuardOptions; readonly handler: H } {
  const { options, handler } = guardArguments(api, first, second)
  if (handler === undefined) throw new ConfigError('`tokenRequired` takes a handler')
  return { options, handler }
}
