import { sqlAdmin } from 'tokenapi/admin'

import { api, store } from './api.ts'
import { startApp } from './app.ts'

// Creates missing tables and changes nothing else.
await sqlAdmin(store).migrate()
const { url, close } = await startApp(api, {
  host: process.env['HOST'] ?? '127.0.0.1',
  port: Number(process.env['PORT'] ?? 8000),
})
console.log(`listening on ${url}`)

// Once an hour, the records of tokens that have ended are removed.
setInterval(() => void api.accessTokens.prune().catch(console.error), 3_600_000).unref()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void close().then(() => api.close()))
}
