/** The database servers of the tests: the ones named in the environment, else our own. */
import { createClient } from '@redis/client'
import mysql from 'mysql2/promise'
import pg from 'pg'

import { SERVICES, startAll } from '../../../../../scripts/services.mjs'
import type { Missing } from './peers.ts'

type ServiceName = 'PostgreSQL' | 'PgBouncer' | 'MariaDB' | 'MySQL' | 'Redis'

export interface Services {
  readonly missing: Missing
  stop(): Promise<void>
}

export async function startServices(): Promise<Services> {
  const given = SERVICES.filter(({ variable }) => (process.env[variable] ?? '') !== '')
  // A server that was named by the developer and is silent is a mistake, not a missing peer.
  for (const { variable } of given) {
    await ask(process.env[variable] ?? '').catch((error: unknown) => {
      throw new Error(`${variable} is set, but that server does not answer: ${String(error)}`)
    })
  }

  const started = await startAll(SERVICES)
  const missing: Missing = {}
  const ours: { variable: string; stop(): Promise<void> }[] = []
  for (const { service, server, reason } of started) {
    const name = service.name as ServiceName
    const silent = server === undefined ? reason : await silence(server.url)
    if (silent !== undefined) missing[`own ${name}`] = silent
    if (given.includes(service)) {
      // Only tried, for the tests that start their own.
      await server?.stop()
    } else if (silent === undefined && server !== undefined) {
      process.env[service.variable] = server.url
      ours.push({ variable: service.variable, stop: server.stop })
    } else {
      missing[name] = silent ?? 'not installed'
      await server?.stop()
    }
  }
  return {
    missing,
    stop: async () => {
      for (const { variable } of ours) delete process.env[variable]
      await Promise.all(ours.map(({ stop }) => stop()))
    },
  }
}

async function silence(url: string): Promise<string | undefined> {
  return ask(url).then(
    () => undefined,
    (error: unknown) => `it starts, but does not answer: ${String(error)}`,
  )
}

async function ask(url: string): Promise<void> {
  if (url.startsWith('mysql:')) {
    const connection = await mysql.createConnection({ uri: url, connectTimeout: 10_000 })
    await connection.query('SELECT 1')
    return connection.end()
  }
  if (url.startsWith('redis:')) {
    const client = createClient({
      url,
      socket: { connectTimeout: 10_000, reconnectStrategy: false },
    })
    client.on('error', () => undefined)
    await client.connect()
    await client.ping()
    return client.close()
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('SELECT 1')
  return client.end()
}
