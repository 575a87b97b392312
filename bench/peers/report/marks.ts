/** What the library is to reach with `maxStaleSeconds: 1`, and what this run found. */
import { type Results, type RowResult, median, ratio } from '../results.ts'
import type { SqlDatabase } from '../row.ts'
import { number, table } from './format.ts'

interface Mark {
  readonly what: string
  readonly found: number | undefined
  readonly atLeast?: number
  readonly atMost?: number
}

export function marks(results: Results): string {
  const found = (['sqlite', 'postgres'] as const).flatMap((database) => [
    ...ofMemory(results, database),
    ...besidePeers(results, database),
    ...inStorm(results, database),
  ])
  const rows = found.filter((mark) => mark.found !== undefined)
  if (rows.length === 0) return ''
  return table(
    ['mark', 'wanted', 'found', 'reached'],
    rows.map(({ what, found: value = Number.NaN, atLeast = 0, atMost = Infinity }) => [
      what,
      atMost < Infinity ? `at most ${atMost}` : `at least ${atLeast}`,
      number(value, 2),
      value >= atLeast && value <= atMost ? 'yes' : 'no',
    ]),
  )
}

/** The same view over users in memory is the most that a database can come up to. */
function ofMemory({ rows }: Results, database: SqlDatabase): readonly Mark[] {
  const end = `-${database}`
  return rows
    .filter(({ id }) => id.endsWith(`${end}-1s`) || id.endsWith(`${end}-access-1s`))
    .map((row) => {
      const memory = row.id.replace(database, 'memory').replace(/-1s$/, '')
      return {
        what: `${row.id}, of ${memory}`,
        found: ratio(row, find(rows, memory)),
        atLeast: database === 'sqlite' ? 0.92 : 0.88,
      }
    })
}

function besidePeers({ rows }: Results, database: SqlDatabase): readonly Mark[] {
  const id = `fastify-${database}-1s`
  const own = find(rows, id)
  if (own === undefined) return []
  const peers = rows.filter(
    (row) => row.group === 'peer' && (row.database === database || row.id === 'fastify-jwt'),
  )
  return peers.map((peer) => ({
    what: `${id}, times ${peer.id}`,
    found: ratio(own, peer),
    atLeast: peer.id === 'fastify-jwt' ? 1.3 : peer.framework === 'Django' ? 20 : 2,
  }))
}

function inStorm({ rows }: Results, database: SqlDatabase): readonly Mark[] {
  const id = `fastify-${database}-1s`
  const storms = find(rows, id)?.storms ?? []
  if (storms.length === 0) return []
  return [
    {
      what: `${id}, requests/s with eight logins, of those without`,
      found: median(storms, ({ calm, storm }) => storm.rate / calm.rate),
      atLeast: 0.6,
    },
    {
      what: `${id}, p99 with eight logins, times that without`,
      found: median(storms, ({ calm, storm }) => storm.p99 / calm.p99),
      atMost: 1.3,
    },
  ]
}

function find(rows: readonly RowResult[], id: string): RowResult | undefined {
  return rows.find((row) => row.id === id)
}
