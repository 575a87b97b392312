/** A database that can fail, and two servers over it that must cope. */
import { sqlAdmin } from '../../src/admin/index.ts'
import { createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import {
  DATABASE_PASSWORD,
  type FaultyDatabase,
  type ServerName,
  faultyDatabase,
} from './faulty-database.ts'
import { type LibraryServer, libraryServer } from './library-server.ts'
import { type Product, product } from './product.ts'
import { type Account, type TestServer, expectBackToNormal } from './questions.ts'

export const SECRET_KEY = 'canary-of-the-secret-key-long-enough-for-all'
export const PASSWORD = 'canary-of-the-password'
export const ITERATIONS = 1_000
/** Connections of a pool, the one by URL or the one that is handed in. */
export const POOL = 10

/** What must not appear in anything that a server says, besides tokens. */
export const CANARIES = [SECRET_KEY, PASSWORD, DATABASE_PASSWORD, 'pbkdf2_']

export interface FaultBench {
  readonly database: FaultyDatabase
  /** The server as people run it, with a pool by URL. */
  readonly served: Product
  /** The library in this process, with a pool handed in that knows no time-outs. */
  readonly own: LibraryServer
  readonly servers: readonly TestServer[]
  /** The store behind `own`. */
  readonly store: SqlStore
  /** A store that no fault of the network reaches. */
  readonly past: SqlStore
  readonly account: Account & { readonly accessToken: string }
  backToNormal(): Promise<void>
  stop(): Promise<void>
}

export async function faultBench(
  name: ServerName,
  options?: Parameters<typeof faultyDatabase>[1],
): Promise<FaultBench> {
  const database = await faultyDatabase(name, options)
  const past = database.storePastProxy()
  const encoded = await makePassword(PASSWORD, { iterations: ITERATIONS })
  const user = await sqlAdmin(past).users.add({ username: 'maria', password: encoded })
  const store = database.storeOverOwnPool()
  const passwordHasher = createPasswordHasher({ iterations: ITERATIONS })
  const api = createTokenApi({
    secretKey: SECRET_KEY,
    store,
    passwordHasher,
    loginThrottle: false,
    accessTokens: true,
    loginToken: 'classic',
  })
  const { token: accessToken } = await api.accessTokens.issue(user.id)
  const account = { ...user, password: PASSWORD, token: api.makeToken(user), accessToken }
  const own = await libraryServer(api, store)
  const served = await product(settingsFor(database))
  const servers = [served, own]
  return {
    database,
    served,
    own,
    servers,
    store,
    past,
    account,
    async backToNormal() {
      await Promise.all(servers.map((server) => expectBackToNormal(server, account)))
    },
    async stop() {
      own.close()
      await served.stop()
      await database.stop()
    },
  }
}

/** Of the server over this database. */
export function settingsFor({ url }: FaultyDatabase): Record<string, string> {
  return {
    // Bursts of logins of one account while the counter is down: more than the budget of an account.
    LOGIN_THROTTLE: 'false',
    SECRET_KEY,
    DATABASE_URL: url,
    PASSWORD_ITERATIONS: String(ITERATIONS),
    ACCESS_TOKENS: 'true',
    LOGIN_TOKEN: 'classic',
  }
}
