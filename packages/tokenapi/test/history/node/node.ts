/**
 * A node in a process of its own: `node --import clock-shim.ts node.ts SETTINGS`. Prints its port. `GET /` is guarded;
 * `POST /do/NAME` is a command.
 */
import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

import { type Credentials, createTokenApi, isRefusedError, isUnavailableError } from 'tokenapi'
import { mysqlStore } from 'tokenapi/mysql'
import { tokenRequired } from 'tokenapi/node'
import { createPasswordHasher } from 'tokenapi/password'
import { postgresStore } from 'tokenapi/postgres'
import { sqliteStore } from 'tokenapi/sqlite'

import { type ClockShift, shiftClocks } from './clock-shim.ts'
import { heldStore } from './held-store.ts'

export interface NodeSettings {
  readonly url: string
  readonly secretKey: [string, ...string[]]
  readonly maxStaleSeconds: number
  readonly graceSeconds: number
  /** Whether the store obeys the commands `hold`, `release` and `fail`. */
  readonly isHeld: boolean
}

const settings = JSON.parse(process.argv[2] ?? '{}') as NodeSettings
const { url, isHeld, secretKey, maxStaleSeconds, graceSeconds } = settings
const opened = url.startsWith('postgres')
  ? postgresStore(url)
  : url.startsWith('mysql')
    ? mysqlStore(url)
    : sqliteStore(url, { busyTimeout: 10_000 })
const slow = heldStore(opened)
const api = createTokenApi({
  secretKey,
  store: isHeld ? slow.store : opened,
  accessTokens: { graceSeconds, maxPerUser: 10_000 },
  maxStaleSeconds,
  loginThrottle: false,
  upgradePasswords: true,
  passwordHasher: createPasswordHasher({ iterations: 200 }),
  // In place of warnings.
  onEvent: () => undefined,
})
const { accessTokens } = api

interface Given extends ClockShift {
  readonly list: readonly Credentials[]
  readonly id: string
  readonly userId: number
  readonly username: string
  readonly password: string
  readonly failing: boolean
  readonly what: 'reads' | 'writes'
}

/** Each answers what `nodes.ts` expects, as JSON. */
const COMMANDS: Readonly<Record<string, (given: Given) => unknown>> = {
  issue: async ({ userId }) => {
    const { token, record } = await accessTokens.issue(userId)
    return { id: record.id, token }
  },
  verify: ({ list }) => Promise.all(list.map(answerOf)),
  rotate: async ({ id }) => {
    const rotated = await accessTokens.rotate(id)
    return rotated && { id: rotated.record.id, token: rotated.token }
  },
  revoke: ({ id }) => accessTokens.revoke(id),
  revokeAll: ({ userId }) => accessTokens.revokeAll(userId),
  login: async ({ username, password }) => void (await api.login(username, password)),
  ping: () => opened.ping(),
  shift: shiftClocks,
  hold: ({ what }) => slow.hold(what),
  release: () => slow.release(),
  fail: ({ failing }) => slow.fail(failing),
  held: () => slow.held,
}

const guarded = tokenRequired(api, (_request, response) => response.end())
// A connection that was idle while the node was stopped stays.
const server = createServer({ keepAliveTimeout: 0 }, (request, response) =>
  request.url === '/' ? guarded(request, response) : command(request, response),
)
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
// A node does not outlive the test.
process.stdin.on('end', () => process.exit()).resume()

async function command(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const run = COMMANDS[request.url?.replace('/do/', '') ?? '']
    const answer = await run?.((await json(request)) as Given)
    response.end(JSON.stringify(answer ?? null))
  } catch (error) {
    response.writeHead(statusOfError(error))
    response.end(String(error))
  }
}

async function answerOf(credentials: Credentials): Promise<{ status: number; reason?: string }> {
  try {
    await api.verify(credentials)
    return { status: 200 }
  } catch (error) {
    return {
      status: statusOfError(error),
      reason: (isRefusedError(error) ? error.reason : undefined) ?? 'unknown',
    }
  }
}

function statusOfError(error: unknown): number {
  return isUnavailableError(error) ? 503 : isRefusedError(error) ? 403 : 500
}
