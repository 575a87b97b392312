import { causesOf } from './request-notes.js'

/** Whether the server can answer for its tokens. */
export type ReadinessResult =
  | { readonly state: 'ready' }
  | { readonly state: 'stopping' | 'not ready'; readonly reason: string }

export interface Readiness {
  /** Pings the database. Requests at the same time share one ping: a flood of checks is no load for the database. */
  check(): Promise<ReadinessResult>
  /** From now on the server is not ready: it stops. */
  stop(): void
}

export interface ReadinessOptions {
  /** Rejects if the database does not answer, or lacks what the settings need. */
  ping(this: void): Promise<void>
  /** Receives why the server is not ready. */
  onNotReady?(this: void, error: unknown): void
}

/** Readiness by a ping of the database, until the server stops. */
export function createReadiness({ ping, onNotReady }: ReadinessOptions): Readiness {
  let isStopping = false
  let running: Promise<unknown> | undefined

  /** The error of a ping; `undefined` where it was answered. */
  const pinged = async (): Promise<unknown> => {
    try {
      await ping()
      return undefined
    } catch (error) {
      return error ?? new Error('unknown')
    } finally {
      running = undefined
    }
  }
  return {
    async check() {
      if (isStopping) return { state: 'stopping', reason: 'the server stops' }
      const error = await (running ??= pinged())
      if (error === undefined) return { state: 'ready' }
      onNotReady?.(error)
      return { state: 'not ready', reason: causesOf(error) }
    },
    stop: () => void (isStopping = true),
  }
}
