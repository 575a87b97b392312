/** Runs the rounds: each measures every row once, in a fresh process, so that neighbours share the machine. */
import type { Flags } from '../flags.ts'
import type { Failure, InRound, RowResult } from '../results.ts'
import type { Row } from '../row.ts'
import type { Setup } from '../setup/index.ts'
import { loginsOf, requestsOf } from '../setup/request-lists.ts'
import { checkRevocation } from './check-revocation.ts'
import { checkAnswers } from './check.ts'
import { type Measurement, type Storm, measure, measureLogins } from './measure.ts'
import { type RunningServer, start } from './start.ts'

interface Measured {
  readonly id: string
  readonly measurement: InRound<Measurement>
  readonly storm: InRound<Storm> | undefined
}

export interface Rounds {
  readonly rows: readonly RowResult[]
  readonly failures: readonly Failure[]
}

export async function checkAll(rows: readonly Row[], setup: Setup, flags: Flags): Promise<void> {
  for (const row of rows) {
    await withServer(row, setup, flags, (server, list) => checkRevocation(row, server, list))
    console.error(`checked ${row.id}`)
  }
}

/** `afterRound` gets all that was found until then, so that a run that is stopped leaves it behind. */
export async function runRounds(
  rows: readonly Row[],
  setup: Setup,
  flags: Flags,
  afterRound: (found: Rounds) => void,
): Promise<void> {
  const measured: Measured[] = []
  const failures: Failure[] = []
  for (let round = 1; round <= flags.rounds; round++) {
    for (const row of rows) {
      try {
        measured.push(await measureRow(row, round, setup, flags))
        console.error(`round ${round} of ${flags.rounds}: ${row.id}`)
      } catch (error) {
        const { message } = error as Error
        failures.push({ id: row.id, round, message })
        console.error(`round ${round} of ${flags.rounds}: ${row.id} failed: ${message}`)
      }
    }
    afterRound({ rows: rows.map((row) => resultOf(row, measured)), failures })
  }
}

function resultOf(row: Row, measured: readonly Measured[]): RowResult {
  const { id, name, group, framework, database, revocation } = row
  const own = measured.filter((one) => one.id === id)
  return {
    ...{ id, name, group, framework, database, revocation },
    measurements: own.map(({ measurement }) => measurement),
    storms: own.flatMap(({ storm }) => storm ?? []),
  }
}

function measureRow(row: Row, round: number, setup: Setup, flags: Flags): Promise<Measured> {
  return withServer(row, setup, flags, async (server, list) => {
    const measurement = { ...(await measure(server, list, flags.secs)), round }
    const logins = loginsOf(row, setup.folder)
    if (logins === undefined) return { id: row.id, measurement, storm: undefined }
    const storm = { ...(await measureLogins(server, list, logins, flags.secs)), round }
    return { id: row.id, measurement, storm }
  })
}

/** The answers are checked first. */
async function withServer<T>(
  row: Row,
  setup: Setup,
  { djangoTokenapi }: Flags,
  use: (server: RunningServer, list: string) => Promise<T>,
): Promise<T> {
  const server = await start(row, setup, djangoTokenapi)
  const list = requestsOf(row, setup.folder)
  try {
    await checkAnswers(row, server.port, list)
    return await use(server, list)
  } finally {
    server.stop()
  }
}
