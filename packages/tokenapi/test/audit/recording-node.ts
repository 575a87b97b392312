/** A process that records events without end: `node recording-node.ts URL NAME`. */
import { auditTrail, sqlEvents } from 'tokenapi/audit'
import { mysqlStore } from 'tokenapi/mysql'
import { postgresStore } from 'tokenapi/postgres'
import { sqliteStore } from 'tokenapi/sqlite'

const [url = '', username = ''] = process.argv.slice(2)
// A busy machine is no outage.
const store = url.startsWith('postgres')
  ? postgresStore(url, { timeout: 60_000 })
  : url.startsWith('mysql')
    ? mysqlStore(url, { timeout: 60_000 })
    : sqliteStore(url)
const audit = auditTrail(sqlEvents(store), { interval: 100 })
for (let n = 1; ; n++) {
  audit.record({ name: 'login.failed', time: new Date(), username, attempt: n } as never)
  await new Promise((resolve) => setTimeout(resolve, 5))
}
