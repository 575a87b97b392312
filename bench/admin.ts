/** The admin page's list of users in a table with a million: first page, a page in the middle, a search, the last page. */
import { type SqlUserDirectory, sqlAdmin } from 'tokenapi/admin'

import { DATABASES } from './databases.ts'

/** `ROWS=10000 npm run bench -- admin` for fewer. */
const ROWS = Number(process.env['ROWS'] ?? 1_000_000)
const REPEATS = 50

type Options = Parameters<SqlUserDirectory['page']>[0]

const PAGES: readonly (readonly [string, Options])[] = [
  ['first page', {}],
  ['page after the half', { after: { username: 'user-550000', id: 550_000 } }],
  ['search of a beginning that 111,111 have', { prefix: 'user-5' }],
  ['search of one user', { prefix: 'user-543210' }],
  ['search without a result', { prefix: 'zz' }],
  ['last page', { after: { username: 'user-99998', id: 99_998 } }],
]

export async function benchAdmin(): Promise<string> {
  const rows: string[] = []
  for (const { name, isThere, start } of DATABASES) {
    if (!isThere()) continue
    const server = await start()
    const { store, close } = await server.tableOf(ROWS)
    const { users } = sqlAdmin(store)
    const cells: string[] = []
    for (const [, options] of PAGES) cells.push(await median(users, options))
    rows.push(`| ${[name, ...cells].join(' | ')} |`)
    await close()
    await server.stop()
  }
  return [
    '',
    `### Users on the admin page, of ${ROWS}`,
    '',
    `| ms, median (most) of ${REPEATS} | ${PAGES.map(([name]) => name).join(' | ')} |`,
    `|---|${'---|'.repeat(PAGES.length)}`,
    ...rows,
    '',
  ].join('\n')
}

async function median(users: SqlUserDirectory, options: Options): Promise<string> {
  const times: number[] = []
  for (let i = 0; i < REPEATS; i++) {
    const started = performance.now()
    await users.page(options)
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return `${times[REPEATS / 2]?.toFixed(1)} (${times.at(-1)?.toFixed(1)})`
}
