/** Users who send requests with their tokens, and whose tokens and passwords change. */
import { setTimeout as sleep } from 'node:timers/promises'

import { createTokenApi, type StoredUser } from 'tokenapi'
import { sqlAdmin } from 'tokenapi/admin'
import { makePassword } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'

import { apiOptions, PASSWORD } from './settings.ts'
import type { Answer, Send } from './send.ts'

export interface People {
  /** A guarded request of one of them. Returns the answer; `undefined` if the token changed meanwhile. */
  request(): Promise<Answer | undefined>
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
  databasePath: string,
  count: number,
): Promise<(send: Send) => Promise<People>> {
  const store = sqliteStore(databasePath, { create: true, busyTimeout: 5_000 })
  const admin = sqlAdmin(store)
  await admin.migrate()
  const api = createTokenApi({ ...apiOptions, store })
  const newHash = (): Promise<string> => makePassword(PASSWORD, { iterations: 1_000 })
  const users: StoredUser[] = []
  for (let i = 0; i < count; i++) {
    users.push(await admin.users.add({ username: `user-${i}`, password: await newHash() }))
  }

  return async (send) => {
    // One address may hold half of the queue of hashes, and the database may be locked.
    const patiently: Send = async (...what) => {
      for (;;) {
        const answer = await send(...what)
        if (answer.status !== 503) return answer
        await sleep(100)
      }
    }
    const logIn = async ({ username }: StoredUser): Promise<string> => {
      const body = new URLSearchParams({ username, password: PASSWORD }).toString()
      return (await granted(patiently, 'POST', '/token/new.json', {}, body)).token
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
        const { access } = person
        const { tokens } = await granted(patiently, 'GET', '/token/tokens.json', bearer(access))
        const path = `/token/tokens/${tokens.find(({ current }) => current)?.id}/rotate.json`
        person.access = (await granted(patiently, 'POST', path, bearer(access), '{}')).token
        // One that is not used in time ends.
        await granted(patiently, 'GET', '/index.json', bearer(person.access))
      },
      async revocation(person) {
        await granted(patiently, 'POST', '/token/logout.json', bearer(person.access), '{}')
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
        const answer = await send('GET', '/index.json', headers)
        const isSame = !isChanging && !person.isChanging && person.version === version
        return isSame ? answer : undefined
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

interface Granted {
  readonly token: string
  readonly tokens: readonly { readonly id: string; readonly current: boolean }[]
}

/** Throws `Error` for any answer but 200. */
async function granted(send: Send, ...what: Parameters<Send>): Promise<Granted> {
  const { status, body } = await send(...what)
  if (status !== 200) throw new Error(`${what[1]}: ${status} ${body}`)
  return JSON.parse(body) as Granted
}
