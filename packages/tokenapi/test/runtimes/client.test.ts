/** `tokenapi/client` on each runtime, against the library's routes on node:http. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { freePort } from '../../../../scripts/services.mjs'
import { accessServer } from '../support/access-server.ts'
import { type HttpServer, httpServer } from '../support/http-server.ts'
import type { ClientRunUrls } from '../support/runtimes/client-run.ts'
import { type RuntimeName, onRuntime } from '../support/runtimes/started.ts'
import { startWorker } from '../support/runtimes/workerd.ts'

const programs = join(import.meta.dirname, '../support/runtimes')
const program = join(programs, 'client-program.ts')

let world: Awaited<ReturnType<typeof accessServer>>
let away: HttpServer
let other: HttpServer
let urls: ClientRunUrls
beforeAll(async () => {
  world = await accessServer()
  other = await httpServer((_request, response) => response.end('{}'))
  away = await httpServer((request, response) => {
    if (request.url !== '/hang') response.writeHead(307, { location: other.url }).end()
  })
  const nothing = `http://127.0.0.1:${await freePort()}`
  urls = { url: world.server.url, away: away.url, nothing }
})
beforeEach(() => world.api.accessTokens.revokeAll(1))
afterAll(() => [world.server, away, other].forEach((server) => server.close()))

const RUNTIMES: readonly (readonly [RuntimeName, readonly string[]])[] = [
  ['node-22', []],
  ['node-24', []],
  ['node-26', []],
  ['bun', []],
  ['deno', ['run', '-A']],
]

const SEEN = {
  'wrong password': ['refused', 401, 'invalid_login'],
  'login': 1,
  'call': { hello: 'maria' },
  'tokens': [['This one', true]],
  'rotated': true,
  'call after it': 200,
  'redirect': ['cannot_tell', 307, 'redirected'],
  'another origin': 'TypeError',
  'aborted': 'AbortError',
  'nothing there': ['cannot_tell', 0, 'unreachable'],
  'revoked': [['refused', 403, 'invalid_token']],
  'hook': ['invalid_token'],
}

describe('a client', () => {
  for (const [name, flags] of RUNTIMES) {
    onRuntime(name, (runtime) => {
      it('sees the same as everywhere', async () => {
        const args = [...flags, program, JSON.stringify(urls)]
        const { stdout } = await promisify(execFile)(runtime, args)
        expect(JSON.parse(stdout)).toEqual(SEEN)
        expect(other.requests).toEqual([])
      })
    })
  }
  onRuntime('workerd', (workerd) => {
    it('sees the same as everywhere', async () => {
      const worker = await startWorker(workerd, join(programs, 'client-worker.ts'), {})
      try {
        const body = JSON.stringify(urls)
        const run = await fetch(`http://127.0.0.1:${worker.port}/`, { method: 'POST', body })
        expect(await run.json()).toEqual(SEEN)
        expect(other.requests).toEqual([])
      } finally {
        await worker.close()
      }
    })
  })
})
