/** Users who send requests with their tokens, and whose tokens and passwords change. */
import { setTimeout as sleep } from 'node:timers/promises'

import { createTokenApi, type StoredUser } from 'tokenapi'
import { sqlAdmin } from 'tokenapi/admin'
import { makePassword } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'

import { apiOptions, PASSWORD } from './settings.ts'
import type { Send } from './send.ts'

export interface People {
  /** A guarded request of one of them. Returns its status; `undefined` if the token changed meanwhile. */
  request(): Promise<number | undefined>
  /** Changes the tokens or the password of one of them. Returns what was done. */
  change(): Promise<Change>
  close(): Promise<void>
}

export type Change = (typeof CHANGES)[number]
const CHANGES = ['login', 'rotation', 'revocation', 'password'] as const

interface Person {
  readonly user: StoredUser
  classic: string
  access: string
  /** A number that a change raises. */
  version: number
  isChanging: boolean
}

/** Makes the users in a new database at this path. Passwords are changed past the server, as by another process. */
export async function peopleIn(
  path: string,
  count: number,
): Promise<(send: Send) => Promise<People>> {
  const store = sqliteStore(path, { create: true, busyTimeout: 5_000 })
  const admin = sqlAdmin(store)
  await admin.migrate()
  const api = createTokenApi({ ...apiOptions, store })
  const newHash = (): Promise<string> => makePassword(PASSWORD, { iterations: 1_000 })
  const users: StoredUser[] = []
  for (let i = 0; i < count; i++) {
    users.push(await admin.users.add({ username: `user-${i}`, password: await newHash() }))
  }

  return async (send) => {
    const logIn = async ({ username }: StoredUser): Promise<string> => {
      const body = new URLSearchParams({ username, password: PASSWORD }).toString()
      for (;;) {
        const answer = await send('POST', '/token/new.json', {}, body)
        if (answer.status !== 503) return tokenIn(answer)
        // One address may hold half of the queue of hashes.
        await sleep(100)
      }
    }
    const people: Person[] = []
    for (const user of users) {
      const state = { version: 0, isChanging: false }
      people.push({ user, classic: api.makeToken(user), access: await logIn(user), ...state })
    }
    let requests = 0
    // Of its own: beside a fixed number of requests between two changes, some kinds would never come.
    let turns = 0
    const changes: Readonly<Record<Change, (person: Person) => Promise<void>>> = {
      async login(person) {
        person.access = await logIn(person.user)
      },
      async rotation(person) {
        const id = person.access
        const current = await currentToken(send, id)
        person.access = tokenIn(
          await send('POST', `/token/tokens/${current}/rotate.json`, bearer(id), '{}'),
        )
      },
      async revocation(person) {
        await send('POST', '/token/logout.json', bearer(person.access), '{}')
        person.access = await logIn(person.user)
      },
      async password(person) {
        const password = await newHash()
        await admin.users.update(person.user.id, { password })
        person.classic = api.makeToken({ ...person.user, password })
        person.access = await logIn(person.user)
      },
    }

    return {
      async request() {
        const person = people[Math.floor(Math.random() * count)] as Person
        const { version, isChanging } = person
        const isClassic = requests++ % 2 === 0
        const headers = bearer(isClassic ? `${person.user.id}:${person.classic}` : person.access)
        const { status } = await send('GET', '/index.json', headers)
        const isSame = !isChanging && !person.isChanging && person.version === version
        return isSame ? status : undefined
      },
      async change() {
        const change = CHANGES[turns++ % CHANGES.length] as Change
        const person = people[Math.floor(Math.random() * count)] as Person
        if (person.isChanging) return change
        person.isChanging = true
        await changes[change](person)
        person.version++
        person.isChanging = false
        return change
      },
      close: () => store.close(),
    }
  }
}

function bearer(credentials: string): Record<string, string> {
  return { 'authorization': `Bearer ${credentials}`, 'content-type': 'application/json' }
}

async function currentToken(send: Send, token: string): Promise<string> {
  const { body } = await send('GET', '/token/tokens.json', bearer(token))
  const { tokens } = JSON.parse(body) as { tokens: { id: string; current: boolean }[] }
  return tokens.find(({ current }) => current)?.id ?? ''
}

function tokenIn({ status, body }: { readonly status: number; readonly body: string }): string {
  if (status !== 200) throw new Error(`${status}: ${body}`)
  return (JSON.parse(body) as { token: string }).token
}
