/** Waits for a turn of the event loop that has room; `undefined`: now. */
export type Turns = () => Promise<void> | undefined

/**
 * Lets `perTurn` short tasks start in each turn of the event loop, in their order. Between two turns the event loop
 * reads from sockets, so other requests do not wait for a flood of these. At most about `mostWaiting` wait: beyond,
 * more start in a turn, so memory is bounded and no task is refused.
 */
export function boundedTurns(perTurn: number, mostWaiting: number): Turns {
  const waiting: (() => void)[] = []
  let started = 0
  let isScheduled = false

  const schedule = (): void => {
    if (isScheduled) return
    isScheduled = true
    atTurnEnd?.(begin)
  }
  const begin = (): void => {
    isScheduled = false
    const next = waiting.splice(0, Math.max(perTurn, waiting.length - mostWaiting))
    started = next.length
    if (started > 0) schedule()
    for (const start of next) start()
  }

  return () => {
    if (atTurnEnd === undefined) return undefined
    schedule()
    if (started < perTurn) {
      started++
      return undefined
    }
    return new Promise((resolve) => void waiting.push(resolve))
  }
}

interface Runtime {
  readonly setImmediate?: typeof setImmediate
  readonly navigator?: { readonly userAgent?: string }
}

const { setImmediate: afterInput, navigator } = globalThis as Runtime
// Read once, as fake timers of tests replace it. In Workers a request may not go on in the callback of another; there, and
// in runtimes without it, nothing waits.
const atTurnEnd = navigator?.userAgent === 'Cloudflare-Workers' ? undefined : afterInput
