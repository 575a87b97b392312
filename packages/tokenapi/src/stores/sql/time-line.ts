/** Those who wait for the same length of time: whoever began first is due first. */
export interface TimeLine {
  /** Calls `onDue` once the time is over, unless the function that it gives was called before. */
  begin(onDue: () => void): () => void
}

interface Waiting {
  readonly due: number
  readonly onDue: () => void
}

const timeLines = new Map<number, TimeLine>()

/**
 * The line for so many milliseconds. One timer serves all of it: to make and clear one for every call
 * costs a twentieth of a look-up in a database nearby.
 */
export function timeLineOf(milliseconds: number): TimeLine {
  let line = timeLines.get(milliseconds)
  if (line === undefined) timeLines.set(milliseconds, (line = createTimeLine(milliseconds)))
  return line
}

function createTimeLine(milliseconds: number): TimeLine {
  const line = new Set<Waiting>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = (): void => {
    const now = performance.now()
    try {
      for (const waiting of line) {
        if (waiting.due > now) break
        line.delete(waiting)
        waiting.onDue()
      }
    } finally {
      const [next] = line
      timer = next === undefined ? undefined : setTimeout(look, next.due - now)
    }
  }

  return {
    begin(onDue) {
      const waiting = { due: performance.now() + milliseconds, onDue }
      line.add(waiting)
      if (timer === undefined) timer = setTimeout(look, milliseconds)
      else if (typeof timer === 'object') timer.ref()
      return () => {
        line.delete(waiting)
        if (line.size > 0) return
        // Left as it is, as the next call is near, where a process need not live on for it. On Deno a
        // timer is a number.
        if (typeof timer === 'object') timer.unref()
        else {
          clearTimeout(timer)
          timer = undefined
        }
      }
    },
  }
}
