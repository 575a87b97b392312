/**
 * What a promise was rejected with, as an error. To a framework that takes errors by a callback,
 * `undefined` would say that all is well, and have it go on to the view.
 */
export function errorOf(reason: unknown): Error {
  return reason instanceof Error
    ? reason
    : new Error('rejected without an error', { cause: reason })
}
