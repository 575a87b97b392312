/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>

/** Whether a value has to be awaited: any thenable, as for `await`. */
export function isLater<T>(value: Awaitable<T>): value is Promise<T> {
  if (typeof value !== 'object' || value === null) return false
  return typeof (value as { readonly then?: unknown }).then === 'function'
}

/**
 * The result of `next`, in the same turn if the value is no promise. Throws or rejects accordingly.
 */
export function mapAwaitable<T, R>(
  value: Awaitable<T>,
  next: (value: T) => Awaitable<R>,
): Awaitable<R> {
  // Query builders return thenables that are not promises.
  return isLater(value) ? Promise.resolve(value).then(next) : next(value)
}
