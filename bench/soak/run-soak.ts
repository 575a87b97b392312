import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { type Change, type People, peopleIn } from './people.ts'
import { sender } from './send.ts'
import type { MemoryUse } from './settings.ts'

/** Requests at a time while the most that the server can do is measured. */
const CLOSED = 16
const CHANGES_PER_SECOND = 20
/** Milliseconds. */
const PROBE = 3_000
const TICK = 50

export interface Soaked extends MemoryUse {
  /** Seconds since the start. */
  readonly at: number
  readonly requests: number
  readonly changes: Readonly<Partial<Record<Change, number>>>
  /** Answers that are neither 200 nor 503, to requests whose token was good: status and body. */
  readonly wrong: readonly string[]
}

/** Loads a server at half of what it can do, while its users' tokens and passwords change. Yields each interval. */
export async function* runSoak(options: {
  readonly seconds: number
  readonly every: number
  readonly users: number
}): AsyncGenerator<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-soak-'))
  const path = join(folder, 'db.sqlite3')
  const enter = await peopleIn(path, options.users)
  const ends: (() => Promise<unknown>)[] = []
  const server = fork(new URL('server.ts', import.meta.url), [path], { execArgv: ['--expose-gc'] })
  try {
    const [port] = (await once(server, 'message')) as [number]
    const people = await enter(sender(port))
    ends.push(people.close)
    const memory = async (): Promise<MemoryUse> => {
      server.send('memory')
      const [use] = (await once(server, 'message')) as [MemoryUse]
      return use
    }
    const rate = (await mostPerSecond(people)) / 2
    const load = loading(people, rate)
    ends.unshift(load.stop)
    const start = performance.now()
    for (let at = 0; at < options.seconds;) {
      await sleep(options.every * 1_000)
      at = Math.round((performance.now() - start) / 1_000)
      yield { at, ...load.take(), ...(await memory()) }
    }
  } finally {
    for (const end of ends) await end()
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Requests in a second by clients that send one after the other. */
async function mostPerSecond({ request }: People): Promise<number> {
  const end = performance.now() + PROBE
  let count = 0
  const client = async (): Promise<void> => {
    while (performance.now() < end) {
      await request()
      count++
    }
  }
  await Promise.all(Array.from({ length: CLOSED }, client))
  return count / (PROBE / 1_000)
}

function loading({ request, change }: People, rate: number) {
  const state = {
    requests: 0,
    wrong: [] as string[],
    changes: {} as Partial<Record<Change, number>>,
  }
  const inFlight = new Set<Promise<void>>()
  let error: unknown
  const begin = (work: () => Promise<void>): void => {
    // A server that is slower than its rate gets no more at a time.
    if (inFlight.size > 4 * CLOSED) return
    const running = work()
      .catch((reason: unknown) => void (error = reason))
      .finally(() => inFlight.delete(running))
    inFlight.add(running)
  }
  const times = (perSecond: number): (() => number) => {
    let due = 0
    return () => {
      due += (perSecond * TICK) / 1_000
      const now = Math.floor(due)
      due -= now
      return now
    }
  }
  const requests = times(rate)
  const changes = times(CHANGES_PER_SECOND)
  const timer = setInterval(() => {
    // First: the requests of a tick may be all that is let in.
    for (let i = changes(); i > 0; i--) {
      begin(async () => {
        const made = await change()
        state.changes[made] = (state.changes[made] ?? 0) + 1
      })
    }
    for (let i = requests(); i > 0; i--) {
      begin(async () => {
        const { status = 200, body = '' } = (await request()) ?? {}
        state.requests++
        if (status !== 200 && status !== 503) state.wrong.push(`${status} ${body}`)
      })
    }
  }, TICK)
  return {
    /** What was done since the last call. Throws what went wrong. */
    take() {
      if (error !== undefined) throw error
      const taken = { ...state }
      Object.assign(state, { requests: 0, wrong: [], changes: {} })
      return taken
    },
    async stop() {
      clearInterval(timer)
      await Promise.all(inFlight)
    },
  }
}
