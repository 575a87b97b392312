/** Resolves when the events of this turn have been given to listeners, which is done by `setImmediate`. */
export function delivered(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
