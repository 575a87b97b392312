/** The commands of docs/http-api.md, run against a server, print what the page shows. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'

import { tokenRoutes } from 'tokenapi/node'
import { inMemoryApi } from 'tokenapi/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { lacks } from '../packages/tokenapi/test/support/peers/peers.ts'
import { blocksOf } from './support/blocks.ts'

const run = promisify(execFile)

interface Command {
  readonly command: string
  /** What it prints; "…" is any text. */
  readonly output: string
}

const commands = blocksOf('docs/http-api.md')
  .filter(({ language }) => language === 'console')
  .flatMap(({ code }) => commandsIn(code))
  .filter(({ command }) => command.includes('$TOKEN') || command.includes('name=laptop'))

function commandsIn(code: string): Command[] {
  return code
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...output] = part.trimEnd().split('\n')
      return { command, output: output.join('\n') }
    })
}

const { api, clock } = inMemoryApi({
  users: [{ username: 'demo', password: 'PASSWORD' }],
  accessTokens: true,
})
let server: Server

beforeAll(async () => {
  server = createServer(tokenRoutes(api)).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => server.close())

it('every command of the routes for access tokens is found', () => {
  expect(clock.now().toISOString()).toBe('2026-01-01T12:00:00.000Z')
  expect(commands).toHaveLength(10)
})

it.skipIf(lacks('curl')).each(commands)('$command', async ({ command, output }) => {
  await api.accessTokens.revokeAll(1)
  const issue = (name: string) => api.accessTokens.issue(1, { name, scopes: ['*'] })
  const [phone, laptop] = [await issue('phone'), await issue('laptop')]
  const { port } = server.address() as AddressInfo
  const script = command.replace('curl', 'curl -s').replace('127.0.0.1:8000', `127.0.0.1:${port}`)
  const { stdout } = await run('sh', ['-c', script], {
    env: { ...process.env, TOKEN: laptop.token, OTHER: phone.token, ID: phone.record.id },
  })
  expect(stdout).toMatch(patternOf(output))
})

function patternOf(output: string): RegExp {
  const texts = output.split('…').map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${texts.join('.*')}$`)
}
