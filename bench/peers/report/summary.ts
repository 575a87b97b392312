/** The short table of README.md: requests/s over each database, and when a revocation is seen. */
import { type Results, type RowResult, median } from '../results.ts'
import type { SqlDatabase } from '../row.ts'
import { databaseName, number, table } from './format.ts'

/** Rows by what their ids are without the database. */
const ROWS: readonly (readonly [name: string, idOver: (database: SqlDatabase) => string])[] = [
  ['**tokenapi**, `maxStaleSeconds: 1`', (database) => `fastify-${database}-1s`],
  ['**tokenapi**', (database) => `fastify-${database}`],
  [
    '**tokenapi**, access tokens, `maxStaleSeconds: 1`',
    (database) => `fastify-${database}-access-1s`,
  ],
  ['@fastify/jwt, no look-up', () => 'fastify-jwt'],
  ['@fastify/jwt, user looked up', (database) => `fastify-jwt-user-${database}`],
  ['passport-http-bearer on Express', (database) => `passport-http-bearer-${database}`],
  ['better-auth on Hono', (database) => `better-auth-bearer-${database}`],
  ['Django REST framework, simplejwt', (database) => `drf-simplejwt-${database}`],
]
const DATABASES = ['sqlite', 'postgres'] as const

export function summary({ rows }: Results): string {
  const find = (id: string): RowResult | undefined => rows.find((row) => row.id === id)
  const rate = (row: RowResult | undefined): string =>
    number(row && median(row.measurements, (one) => one.rate))
  const shown = ROWS.map(([name, idOver]) => ({ name, over: DATABASES.map(idOver).map(find) }))
  return table(
    ['requests/s', ...DATABASES.map(databaseName), 'a revocation is seen'],
    shown
      .filter(({ over }) => over.some((row) => row !== undefined))
      .map(({ name, over }) => [
        name,
        ...over.map(rate),
        over.find((row) => row !== undefined)?.revocation ?? '–',
      ]),
  )
}
