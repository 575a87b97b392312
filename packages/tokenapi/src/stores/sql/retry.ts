import type { Fault } from './fault.js'

/** One more try after a connection that was dead already: reading twice changes nothing. */
export async function retryRead<T>(
  read: (isRetry: boolean) => Promise<T>,
  faultOf: (error: unknown) => Fault,
): Promise<T> {
  try {
    return await read(false)
  } catch (error) {
    if (!isConnectionFault(faultOf(error))) throw error
    return read(true)
  }
}

/** Whether the fault is of this connection: another may do better. */
export function isConnectionFault(fault: Fault): boolean {
  return fault === 'broken' || fault === 'pooler'
}

const ATTEMPTS = 5

/** A transaction is done again where the database says so: after a deadlock or a conflict. */
export async function retryTransaction<T>(
  attempt: () => Promise<T>,
  faultOf: (error: unknown) => Fault,
): Promise<T> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 1 || faultOf(error) !== 'again') throw error
    }
  }
}
