/** The check of revocation finds a server that still accepts what was revoked. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, it } from 'vitest'

import type { Row } from './row.ts'
import { checkRevocation } from './run/check-revocation.ts'
import { guardedRequest } from './setup/request-line.mjs'

let folder: string
let database: DatabaseSync
let server: Server
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokenapi-revocation-test-'))
  database = new DatabaseSync(join(folder, 'users.sqlite3'))
  database.exec('CREATE TABLE auth_user (id, is_active); INSERT INTO auth_user VALUES (1, true)')
})
afterEach(() => {
  server.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const check = async (isActive: () => boolean): Promise<void> => {
  server = createServer((_request, response) => {
    response.writeHead(isActive() ? 200 : 401).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const list = join(folder, 'list.tsv')
  writeFileSync(list, `${guardedRequest('Authorization: Bearer token')}\n`)
  const row = { id: 'row', requests: 'jwt', revocation: 'next request' } as Row
  const url = `sqlite:${join(folder, 'users.sqlite3')}`
  const running = { pid: 0, port, startMs: 0, database: url, databasePid: undefined, stop() {} }
  await checkRevocation(row, running, list)
}

it('accepts a server that looks the user up', async () => {
  const user = database.prepare('SELECT is_active FROM auth_user WHERE id = 1')
  await check(() => user.get()?.['is_active'] === 1)
})

it('refuses one that looks nobody up', async () => {
  await expect(check(() => true)).rejects.toThrow('row: a revoked token gets 200')
})
