/** The bad inputs and how an answer to one is judged, for any server on a port. */
import { expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { type NewUser, type UserStore, type TokenApi, createTokenApi } from '../../src/index.ts'
import { createPasswordHasher } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { readCorpus } from './corpus.ts'
import { type DatabaseName, freshStore } from './recorded-store.ts'
import { type RawAnswer, type RawRequest, sendRaw } from '../../src/contracts/raw-socket.ts'

interface Row {
  readonly id: string
  readonly why: string
  readonly request: RawRequest
  readonly expect: {
    readonly statusIn: readonly number[]
    readonly jsonBody: boolean
    readonly mustNot: readonly ('crash' | 'auth')[]
  }
}

interface BadInputs {
  readonly fixture: {
    readonly settings: { readonly SECRET_KEY: string; readonly TOKEN_TIMEOUT_DAYS: number }
    readonly users: readonly {
      readonly id: number
      readonly username: string
      readonly passwordHash: string
      readonly isActive: boolean
    }[]
  }
  readonly controls: readonly Row[]
  readonly rows: readonly Row[]
}

export const badInputs: BadInputs = readCorpus<BadInputs>('bad-inputs.json')
export const MARKER = 'protected-content-7c1d'

export const fixtureUsers: readonly NewUser[] = badInputs.fixture.users.map((user) => ({
  id: user.id,
  username: user.username,
  password: user.passwordHash,
  isActive: user.isActive,
}))

/** The api of the fixture; cheap hashes, since hundreds of rows are sent. */
export function fixtureApi(store: UserStore = memoryStore(fixtureUsers)): TokenApi {
  const { SECRET_KEY, TOKEN_TIMEOUT_DAYS } = badInputs.fixture.settings
  return createTokenApi({
    secretKey: SECRET_KEY,
    loginThrottle: false,
    tokenTimeoutDays: TOKEN_TIMEOUT_DAYS,
    store,
    passwordHasher: createPasswordHasher({ iterations: 1_000 }),
  })
}

/** The users of the fixture in a table of ours. */
export async function fixtureStore(database: DatabaseName): Promise<SqlStore> {
  const store = await freshStore(database)
  for (const user of fixtureUsers) await sqlAdmin(store).users.add(user)
  return store
}

/** One test a row, with the controls after each: the server at `port()` refuses and lives on. */
export function badInputTests(port: () => number, handlerRuns: () => number): void {
  const controls = badInputs.controls.filter(({ id }) => id !== 'control-login')
  const login = badInputs.controls.find(({ id }) => id === 'control-login') as Row

  const passes = async (row: Row): Promise<void> => {
    expect(faults(row, await sendRaw(port(), row.request)), row.id).toEqual([])
  }

  it('bob can log in before', () => passes(login))
  it.each(badInputs.rows.map((row) => [row.id, row.why, row] as const))(
    '%s: %s',
    async (_id, _why, row) => {
      const before = handlerRuns()
      await passes(row)
      if (row.expect.mustNot.includes('auth')) expect(handlerRuns()).toBe(before)
      for (const control of controls) await passes(control)
    },
  )
  it('bob can log in after', () => passes(login))
}

function faults({ request, expect: want }: Row, answer: RawAnswer): string[] {
  const { status, head, body, extraAnswers } = answer
  const wrong: string[] = []
  if (!want.statusIn.includes(status)) wrong.push(`status ${status}`)
  if (want.jsonBody && !isJson(head, body)) wrong.push(`no JSON: ${body.slice(0, 80)}`)
  if (extraAnswers > 0) wrong.push('a second answer')
  if (/Traceback| {4}at .+:\d+:\d+|node_modules|SELECT .* FROM/i.test(body)) wrong.push('a leak')
  if (want.mustNot.includes('auth')) {
    const let_in =
      status >= 200 && status < 300 && !(request.method === 'OPTIONS' && status === 204)
    if (let_in || body.includes(MARKER) || /"token"\s*:/.test(body)) wrong.push('let in')
    if (/\r\nset-cookie:/i.test(head)) wrong.push('a cookie')
  }
  return wrong
}

function isJson(head: string, body: string): boolean {
  if (!/\r\ncontent-type: *[^\r]*(?:application\/json|\+json)/i.test(head)) return false
  try {
    JSON.parse(body)
    return true
  } catch {
    return false
  }
}
