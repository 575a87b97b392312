/** Checks that a server refuses what was revoked in its database, as early as its row claims. */
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'

import type { RequestList, Row } from '../row.ts'
import { isRefusal } from './check.ts'
import { send } from './send.ts'
import type { RunningServer } from './start.ts'

/** What ends the token in the first line of the list. Other rows deactivate the first user. */
const REVOKE: Partial<Record<RequestList, string>> = {
  'better-auth-bearer': 'DELETE FROM session',
  'better-auth-api-key': 'DELETE FROM apikey',
  'adonis': 'DELETE FROM auth_access_tokens WHERE tokenable_id = 1',
}
const DEACTIVATE = 'UPDATE auth_user SET is_active = false WHERE id = 1'

/** The copy of the database is of no use afterwards. Throws `Error` if the token is still accepted. */
export async function checkRevocation(
  { id, requests, revocation }: Row,
  { port, database }: RunningServer,
  list: string,
): Promise<void> {
  if (database === undefined) return
  const [line = ''] = readFileSync(list, 'utf8').split('\n', 1)
  await send(port, line)
  await execute(database, REVOKE[requests] ?? DEACTIVATE)
  if (revocation === 'within 1 s') await sleep(1_000)
  const answer = await send(port, line)
  if (!isRefusal(answer))
    throw new Error(`${id}: a revoked token gets ${answer.status}, where it claims "${revocation}"`)
}

async function execute(database: string, sql: string): Promise<void> {
  if (database.startsWith('sqlite:')) {
    const file = new DatabaseSync(database.slice('sqlite:'.length))
    file.exec(sql)
    file.close()
    return
  }
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
