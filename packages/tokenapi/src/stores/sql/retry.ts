import type { ErrorKind } from './error-kind.js'

/** One more try after a connection that was dead already: reading twice changes nothing. */
export async function retryRead<T>(
  read: (isRetry: boolean) => Promise<T>,
  kindOfError: (error: unknown) => ErrorKind,
): Promise<T> {
  try {
    return await read(false)
  } catch (error) {
    if (!isConnectionError(kindOfError(error))) throw error
    return read(true)
  }
}

/** Whether the error belongs to this connection: another one may work. */
export function isConnectionError(kind: ErrorKind): boolean {
  return kind === 'broken' || kind === 'pooler'
}

const ATTEMPTS = 5

/** A transaction is repeated after a deadlock or a conflict. */
export async function retryTransaction<T>(
  attempt: () => Promise<T>,
  kindOfError: (error: unknown) => ErrorKind,
): Promise<T> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 1 || kindOfError(error) !== 'again') throw error
    }
  }
}
