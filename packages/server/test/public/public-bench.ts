/** The public app over users in SQLite, and the situations in which a client may ask it. */
import type { Hono } from 'hono'
import type { IssuedToken, StoredUser } from 'tokenapi'

import { apiOf } from '../../src/api.ts'
import { readConfig } from '../../src/config/read-config.ts'
import { openDatabase } from '../../src/database.ts'
import { createPublicApp } from '../../src/public/public-app.ts'
import { createReadiness } from '../../src/readiness.ts'
import { PASSWORD, startManagement } from '../operations/bench-app.ts'
import { furtherRequests } from './further-requests.ts'
import type { Parts } from './parts.ts'
import { SITUATIONS } from './situations.ts'

/** An answer, with its body read. */
export interface Answered {
  readonly situation: string
  readonly status: number
  readonly type: string
  readonly headers: Headers
  readonly body: object
}

export async function publicBench() {
  const started = await startManagement({ ACCESS_TOKENS_PER_USER: '10000' })
  const crowded = await startManagement({ ACCESS_TOKENS_PER_USER: '1' })
  const classic = await startManagement({ ACCESS_TOKENS: 'false' })
  await crowded.api.accessTokens.issue(1)
  const readiness = createReadiness({ ping: async () => {} })
  const app = createPublicApp({ api: started.api, readiness })
  const full = createPublicApp({ api: crowded.api, readiness })
  const down = appWithoutDatabase()
  const { api } = started
  const user = (await started.database.store.findById(1)) as StoredUser

  /** A request that succeeds, with tokens of its own, as some routes end them. */
  const usual = async (name: string, hasBody: boolean): Promise<Parts> => {
    const [method = '', path = ''] = name.split(' ')
    const issue = (): Promise<IssuedToken> => api.accessTokens.issue(1, { scopes: ['*'] })
    const [caller, other] = [await issue(), await issue()]
    const fields = { username: 'root', password: PASSWORD, name: 'laptop', token: other.token }
    return {
      app,
      method,
      path: path
        .replace('{id}', other.record.id)
        .replace('{token}', other.token)
        .replace('{user}', '1'),
      headers: {
        authorization: `Bearer ${caller.token}`,
        ...(hasBody && { 'content-type': 'application/json' }),
      },
      ...(hasBody && { body: JSON.stringify(fields) }),
    }
  }

  return {
    off: createPublicApp({ api: classic.api, readiness }),
    /** In every situation, and with each kind of refusal. */
    async answersOf(name: string, hasBody: boolean): Promise<readonly Answered[]> {
      const answers: Answered[] = []
      const further = furtherRequests(name, { api, full })
      for (const accept of ['*/*', 'application/problem+json']) {
        for (const [situation, change] of Object.entries({ ...SITUATIONS, ...further })) {
          const parts = await change(await usual(name, hasBody), { api, user, down })
          if (parts === undefined) continue
          answers.push(await answered(situation, parts, accept))
        }
      }
      return answers
    },
    async close() {
      for (const each of [started, crowded, classic]) await each.close()
    },
  }
}

async function answered(situation: string, parts: Parts, accept: string): Promise<Answered> {
  const { app, path, method, body } = parts
  const response = await app.request(path, {
    method,
    headers: { accept, ...parts.headers },
    ...(body === undefined ? {} : { body }),
  })
  const { status, headers } = response
  const type = headers.get('content-type')?.split(';')[0] ?? ''
  return { situation, status, type, headers, body: (await response.json()) as object }
}

/** Over a port where nothing listens. */
function appWithoutDatabase(): Hono {
  const config = readConfig({
    DATABASE_URL: 'postgres://none@127.0.0.1:1/none',
    ACCESS_TOKENS: 'true',
    THROTTLE_URL: 'memory:',
  })
  const api = apiOf(config, openDatabase(config), ['a secret key of the test'])
  const ping = (): Promise<void> => Promise.reject(new Error('no answer'))
  return createPublicApp({ api, readiness: createReadiness({ ping }) })
}
