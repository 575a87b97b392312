export interface Timer {
  stop(): void
}

/** Calls back once. The timer does not keep the process running. */
export function startTimer(milliseconds: number, callback: () => void): Timer {
  const timer: unknown = setTimeout(callback, milliseconds)
  // A number where the runtime follows the browsers.
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) {
    ;(timer as { unref(): unknown }).unref()
  }
  return { stop: () => clearTimeout(timer as ReturnType<typeof setTimeout>) }
}

/** Resolves when what waits has had its turn: long work in batches must not hold up requests. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
