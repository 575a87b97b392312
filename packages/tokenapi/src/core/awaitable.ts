/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>

/** Whether a value has to be awaited: any thenable, as for `await`. */
export function isLater<T>(value: Awaitable<T>): value is Promise<T> {
  if (typeof value !== 'object' || value === null) return false
  return typeof (value as { readonly then?: unknown }).then === 'function'
}

/**
 * What `next` makes of it: in the same turn where it is there, as a wait for nothing costs a request more
 * than the check of its token. Throws as well as it rejects.
 */
export function whenThere<T, R>(
  value: Awaitable<T>,
  next: (value: T) => Awaitable<R>,
): Awaitable<R> {
  // Query builders return thenables that are not promises.
  return isLater(value) ? Promise.resolve(value).then(next) : next(value)
}

/** The same for work that may fail, whether it throws or rejects. What `next` throws is not its failure. */
export function whenSettled<T, R, F>(
  work: () => Awaitable<T>,
  next: (value: T) => Awaitable<R>,
  failed: (error: unknown) => Awaitable<F>,
): Awaitable<R | F> {
  let value: Awaitable<T>
  try {
    value = work()
  } catch (error) {
    return failed(error)
  }
  return isLater(value) ? value.then(next, failed) : next(value)
}
