/** The cost of a login, and what eight logins at a time leave of the guarded requests. */
import { type Results, median } from '../results.ts'
import { databaseName, number, table } from './format.ts'

const HEAD = [
  ...['row', 'database', 'login ms', 'calm requests/s', 'with logins', 'share'],
  ...['calm p99 ms', 'with logins', 'times', 'logins/s', 'logins refused'],
]

export function logins({ rows }: Results): string {
  const measured = rows.filter(({ storms }) => storms.length > 0)
  if (measured.length === 0) return ''
  return table(
    HEAD,
    measured.map(({ name, database, storms }) => [
      name,
      databaseName(database),
      number(
        median(storms, ({ loginMs }) => loginMs),
        1,
      ),
      number(median(storms, ({ calm }) => calm.rate)),
      number(median(storms, ({ storm }) => storm.rate)),
      number(
        median(storms, ({ calm, storm }) => storm.rate / calm.rate),
        2,
      ),
      number(
        median(storms, ({ calm }) => calm.p99),
        2,
      ),
      number(
        median(storms, ({ storm }) => storm.p99),
        2,
      ),
      number(
        median(storms, ({ calm, storm }) => storm.p99 / calm.p99),
        2,
      ),
      number(
        median(storms, ({ loginsPerSecond }) => loginsPerSecond),
        1,
      ),
      number(median(storms, ({ refusedLogins }) => refusedLogins)),
    ]),
  )
}
