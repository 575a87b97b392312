/** Measures a running server: under full load, and with logins. */
import { busySeconds, cpuSeconds, familyOf, memoryMegabytes, ownCpuSeconds } from './processes.ts'
import { LOAD_CORE, SERVER_CORE } from './cores.ts'
import { type LoadResult, load, loadWithRefusals } from './load.ts'
import type { RunningServer } from './start.ts'

const CONNECTIONS = 64
const LOGINS = 8
/** A login takes a tenth of a second or more. */
const LEAST_SECONDS_OF_LOGINS = 3

export interface Measurement extends LoadResult {
  /** Microseconds of processor time of the server for one request. */
  readonly cpuMicroseconds: number
  readonly memoryMegabytes: number
  readonly startMs: number
  /** Processor cores that other programs took: 0 on a quiet machine, 2 at most. */
  readonly others: number
}

/** 8 connections with logins, beside 8 with guarded requests. */
export interface Storm {
  /** Milliseconds of a login that is alone. */
  readonly loginMs: number
  /** The guarded requests, without logins and with. */
  readonly calm: LoadResult
  readonly storm: LoadResult
  readonly loginsPerSecond: number
  /** Logins that were answered with a 503, as a queue was full. */
  readonly refusedLogins: number
  readonly others: number
}

export async function measure(
  server: RunningServer,
  list: string,
  seconds: number,
): Promise<Measurement> {
  const { port, startMs } = server
  await load({ port, list, connections: CONNECTIONS, seconds: 1 })
  const watch = watchProcessor(server)
  const result = await load({ port, list, connections: CONNECTIONS, seconds })
  const { used, others } = watch()
  return {
    ...result,
    cpuMicroseconds: (used * 1e6) / (result.rate * seconds),
    memoryMegabytes: memoryMegabytes(familyOf(server.pid)),
    startMs,
    others,
  }
}

export async function measureLogins(
  server: RunningServer,
  list: string,
  logins: string,
  secs: number,
): Promise<Storm> {
  const { port } = server
  const seconds = Math.max(secs, LEAST_SECONDS_OF_LOGINS)
  const guarded = { port, list, connections: LOGINS, seconds }
  await load({ ...guarded, seconds: 1 })
  const watch = watchProcessor(server)
  const alone = await load({ port, list: logins, connections: 1, seconds: LEAST_SECONDS_OF_LOGINS })
  const calm = await load(guarded)
  const [storm, many] = await Promise.all([
    load(guarded),
    loadWithRefusals({ port, list: logins, connections: LOGINS, seconds }),
  ])
  const { others } = watch()
  return {
    loginMs: 1_000 / alone.rate,
    calm,
    storm,
    loginsPerSecond: many.rate,
    refusedLogins: many.refused,
    others,
  }
}

interface Watched {
  /** Seconds of the server. */
  readonly used: number
  readonly others: number
}

function watchProcessor({ pid, databasePid }: RunningServer): () => Watched {
  const read = () => ({
    at: performance.now() / 1_000,
    busy: busySeconds(SERVER_CORE) + busySeconds(LOAD_CORE),
    server: cpuSeconds(familyOf(pid)),
    load: ownCpuSeconds() + (databasePid === undefined ? 0 : cpuSeconds(familyOf(databasePid))),
  })
  const before = read()
  return () => {
    const after = read()
    const used = after.server - before.server
    const ours = used + after.load - before.load
    const others = (after.busy - before.busy - ours) / (after.at - before.at)
    return { used, others: Math.max(0, others) }
  }
}
