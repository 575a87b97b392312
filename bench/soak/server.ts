/** The server of the soak, in a process of its own: token routes and a guarded route over a SQLite file. */
import type { AddressInfo } from 'node:net'

import { createTokenApi } from 'tokenapi'
import { sqliteStore } from 'tokenapi/sqlite'

import { tokenServer } from '../token-server.ts'
import { apiOptions, type MemoryUse } from './settings.ts'

const store = sqliteStore(process.argv[2] as string)
const api = createTokenApi({ ...apiOptions, store, maxStaleSeconds: 1 })
const server = tokenServer(api)

// A client on a busy machine may send just when an idle connection ends.
server.keepAliveTimeout = 0

process.on('message', () => {
  // A second collection frees what the first one has found.
  global.gc?.()
  global.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({ rss, heap: heapUsed + external } satisfies MemoryUse)
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
