/** Counts of failed logins in Redis. */
import { setTimeout as sleep } from 'node:timers/promises'

import { createClient } from '@redis/client'
import { RateLimiterRedis } from 'rate-limiter-flexible'

import { SettingError } from '../config/setting-error.js'
import type { Checked, StoreWatch, ThrottleStore } from './throttle-store.js'

/** Milliseconds. A command that takes longer counts as failed. */
const COMMAND_MS = 200
const CONNECT_MS = 1_000
/** For the first connection, when the server starts or a command runs. */
const PATIENCE_MS = 2_000
/** A connection on which nothing arrives for so long is closed, although it is asked every second. */
const SILENCE_MS = 3_000
const PING_MS = 1_000
const MAX_PAUSE_MS = 1_000
/** Commands that wait for Redis. Beyond, they fail at once. */
const MAX_COMMANDS = 1_000

export interface RedisOptions {
  readonly url: string
  /** The beginning of the keys. */
  readonly prefix: string
  readonly watch?: StoreWatch
}

export function redisStore({ url, prefix, watch }: RedisOptions): ThrottleStore {
  const { host, pathname } = new URL(url)
  const name = `Redis at ${host}${pathname.length > 1 ? pathname : ''}`
  const client = createClient({
    url,
    // A login must not wait for Redis to come back.
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_COMMANDS,
    commandOptions: { timeout: COMMAND_MS },
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 10), MAX_PAUSE_MS),
    },
  })
  const limiter = new RateLimiterRedis({
    storeClient: client,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    keyPrefix: prefix,
    // Each call has its own.
    points: 1,
    duration: 1,
  })
  let state: 'connecting' | 'ready' | 'lost' = 'connecting'
  client.on('ready', () => {
    if (state === 'lost') watch?.back()
    state = 'ready'
  })
  client.on('error', (error: unknown) => {
    if (state === 'ready') watch?.lost(`${name}: ${reasonOf(error)}`)
    state = 'lost'
  })

  return {
    name,
    limiter,
    async check() {
      const error = await firstError(client)
      if (error === undefined) return tryToCount(limiter, name)
      state = 'lost'
      return checkedError(error, name)
    },
    async close() {
      client.destroy()
    },
  }
}

interface Connecting {
  once(event: 'error', listener: (error: unknown) => void): unknown
  connect(): Promise<unknown>
}

/** `undefined` once the client is ready. It goes on trying to connect in the background. */
async function firstError(client: Connecting): Promise<unknown> {
  const failed = new Promise<unknown>((resolve) => client.once('error', resolve))
  const connected = client.connect().then(
    () => undefined,
    (error: unknown) => error,
  )
  const late = sleep(PATIENCE_MS, new Error(`no answer within ${PATIENCE_MS} ms`), { ref: false })
  return Promise.race([connected, failed, late])
}

async function tryToCount(limiter: RateLimiterRedis, name: string): Promise<Checked> {
  try {
    await limiter.penalty('check', 1, { customDuration: 1 })
    return { ok: true }
  } catch (error) {
    return checkedError(error, name)
  }
}

function checkedError(error: unknown, name: string): Checked {
  const reason = reasonOf(error)
  const fix = fixOf(reason)
  if (fix !== undefined) throw new SettingError(`THROTTLE_URL: ${name}: ${reason}: ${fix}`)
  return { ok: false, isLasting: false, message: `${name}: ${reason}` }
}

/** For what does not heal by itself. */
function fixOf(reason: string): string | undefined {
  if (/WRONGPASS|NOAUTH|invalid password|without any password/i.test(reason)) {
    return 'mend user and password of the URL'
  }
  if (/DB index/i.test(reason)) return 'mend the number of the database at the end of the URL'
  if (/NOPERM/.test(reason)) {
    return 'let the user run PING, GET, SET, DEL, INCRBY, PTTL, EXPIRE, MULTI, EXEC and EVAL on keys that begin with THROTTLE_PREFIX'
  }
  if (/CERT|certificate|ALTNAME/i.test(reason)) {
    return 'name the file of its authority with NODE_EXTRA_CA_CERTS, and use a host name that the certificate holds'
  }
  if (/wrong version number|packet length|ssl3|EPROTO/i.test(reason)) {
    return 'it speaks no TLS: write redis:// for rediss://'
  }
  return undefined
}

/** Codes and messages of Redis and of sockets; neither holds the URL. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return 'unknown'
  const { code } = error as NodeJS.ErrnoException
  return code === undefined || error.message.includes(code)
    ? error.message
    : `${code} ${error.message}`
}
