import { createTokenApi } from 'tokenapi'
import { auditTrail, sqlEvents } from 'tokenapi/audit'
import { postgresStore } from 'tokenapi/postgres'

const store = postgresStore(process.env['DATABASE_URL'] ?? '')
const audit = auditTrail(sqlEvents(store), { retentionDays: 90 })

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? '',
  store,
  onEvent: audit.record,
})

process.once('SIGTERM', async () => {
  await audit.close() // writes what is left, before the store is closed
  await api.close()
})

export {}
