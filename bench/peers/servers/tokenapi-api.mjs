/** The API that a row names in the environment. */
import { env } from 'node:process'

import { createTokenApi } from 'tokenapi'
import { createPasswordHasher } from 'tokenapi/password'

import { SECRET, USERS } from '../setup/users.mjs'

export async function openApi() {
  const { store, added } = await openStore(env.DATABASE)
  const api = createTokenApi({
    secretKey: SECRET,
    store,
    // All logins come from one address, which may hold half of the queue.
    passwordHasher: createPasswordHasher({ queue: 16 }),
    // The peers keep the hash of a login as it is, too.
    upgradePasswords: false,
    ...(env.TOKENS === 'access' ? { accessTokens: true } : {}),
    ...(env.MAX_STALE_SECONDS === '0' ? {} : { maxStaleSeconds: Number(env.MAX_STALE_SECONDS) }),
  })
  await added?.(api)
  return api
}

async function openStore(database) {
  if (database === 'memory') {
    const { memoryStore } = await import('tokenapi/memory')
    return { store: memoryStore(USERS), added: env.TOKENS === 'access' ? listTokens : undefined }
  }
  const store = database.startsWith('sqlite:')
    ? (await import('tokenapi/sqlite')).sqliteStore(database.slice('sqlite:'.length))
    : (await import('tokenapi/postgres')).postgresStore(database)
  return { store }
}

/** Access tokens in memory are of this process: the load generator reads them from a file. */
async function listTokens(api) {
  const { issueAll } = await import('../setup/issue-all.mjs')
  const { writeFileSync, renameSync } = await import('node:fs')
  writeFileSync(`${env.TOKEN_LIST}.part`, await issueAll(api))
  renameSync(`${env.TOKEN_LIST}.part`, env.TOKEN_LIST)
}
