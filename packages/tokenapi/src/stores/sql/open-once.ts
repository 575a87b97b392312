/** A pool that is opened at first use. */
export interface OpenOnce<Pool> {
  open(): Promise<Pool>
  /** What was opened, to be closed; the next `open` opens anew. */
  forget(): Promise<Pool> | undefined
}

export function openOnce<Pool>(make: () => Promise<Pool>): OpenOnce<Pool> {
  let pool: Promise<Pool> | undefined
  return {
    open() {
      if (pool !== undefined) return pool
      pool = make()
      // Tried again at the next call: a missing package may be installed by then.
      pool.catch(() => (pool = undefined))
      return pool
    },
    forget() {
      const opened = pool
      pool = undefined
      return opened
    },
  }
}
