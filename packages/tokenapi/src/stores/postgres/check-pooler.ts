/** Whether prepared statements work through a pooler in front of PostgreSQL. */
import { isUnavailableError } from '../../core/errors.js'
import type { Connections } from '../sql/connections.js'
import type { SqlExecutor } from '../sql/executor.js'

/** Prepared by both connections under the name that follows from its text. */
const PROBE = 'SELECT 1 AS one'

/**
 * Rejects with what the server says where two connections meet in one of its sessions: behind PgBouncer in
 * transaction mode a statement is prepared for a session that the next statement may not get.
 * `processIdOf` is what the connection received at its start: a pooler sends another id than PostgreSQL.
 */
export async function checkPooler(
  use: Connections['use'],
  limit: number,
  processIdOf: (executor: SqlExecutor) => number | undefined,
): Promise<void> {
  await use(limit, async (first) => {
    const processId = processIdOf(first)
    if (processId === undefined) return
    const [row] = await first.all('SELECT pg_backend_pid()::text AS pid')
    if (Number(row?.['pid']) === processId) return
    await first.all(PROBE)
    try {
      await use(Math.ceil(limit / 3), (second) => second.all(PROBE))
    } catch (error) {
      // No second connection: there is nobody to meet.
      if (!isUnavailableError(error)) throw error
    }
    await first.all(PROBE)
  })
}
