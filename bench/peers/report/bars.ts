/** What the chart shows: tokenapi on Fastify, Fastify without a guard, and every peer, over each database. */
import { type Results, type RowResult, median } from '../results.ts'
import { SQL_DATABASES } from '../row.ts'
import { databaseName } from './format.ts'

export const KINDS = [
  'tokenapi',
  'looks the user up',
  'cannot revoke before expiry',
  'no authentication',
] as const
type Kind = (typeof KINDS)[number]

export interface Bar {
  readonly database: string
  readonly name: string
  readonly kind: Kind
  readonly rate: number
}

/** A row without a database is beside those of each. */
export function barsOf({ rows }: Results): readonly Bar[] {
  const shown = rows.filter(
    ({ group, framework, database }) =>
      group === 'peer' || (framework === 'Fastify' && database !== 'memory'),
  )
  const databases = SQL_DATABASES.filter((one) => shown.some((row) => row.database === one))
  return databases.flatMap((database) =>
    shown
      .filter((row) => row.database === database || row.database === 'none')
      .map((row) => ({
        database: databaseName(database),
        name: row.name.replaceAll('`', ''),
        kind: kindOf(row),
        rate: median(row.measurements, ({ rate }) => rate),
      })),
  )
}

function kindOf({ group, revocation }: RowResult): Kind {
  if (group === 'tokenapi') return 'tokenapi'
  if (group === 'bare') return 'no authentication'
  return revocation === 'at expiry' ? 'cannot revoke before expiry' : 'looks the user up'
}
