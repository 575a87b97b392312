/** http-upgrade.json: logins that rewrite an outdated hash. The order of its rows matters. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import type { TokenApi } from '../../src/index.ts'
import { mustUpdate } from '../../src/password/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { type Exchange, type HttpCorpus, readCorpus } from '../support/corpus.ts'
import { faults } from '../support/judge.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_FORMAT, apiOver } from '../support/recorded-api.ts'
import { EVERY_DATABASE, recordedStore } from '../support/recorded-store.ts'
import { standardRequest } from '../support/send.ts'
import { fetchApp } from '../support/views.ts'

interface Capture {
  readonly field: string
  readonly pattern: string
}
type Row = Exchange & { readonly capture?: Readonly<Record<string, Capture>> }

const corpus = readCorpus<Omit<HttpCorpus, 'exchanges'> & { exchanges: Row[] }>('http-upgrade.json')
const ENDED = 'old token no longer holds'

describeEachPeer(EVERY_DATABASE)('http-upgrade.json over %s', (database) => {
  describe.each([
    ["compatibility: 'django-tokenapi'", true],
    ['by default: no token ends', false],
  ])('%s', (_mode, compatible) => {
    const captured = new Map<string, string>()
    let store: SqlStore
    let api: TokenApi
    beforeAll(async () => {
      store = await recordedStore(database)
      if (!compatible) await sqlAdmin(store).migrate()
      // By default plain digests may not log in; whether their hashes are rewritten is asked here.
      api = apiOver(store, corpus, {
        ...(compatible ? { compatibility: 'django-tokenapi' } : { allowedHashes: EVERY_FORMAT }),
        // The recorded Django's tables stand beside.
        upgradePasswords: true,
      })
    })
    afterAll(() => api.close())

    it.each(corpus.exchanges.map((row) => [row.name, row] as const))('%s', async (name, row) => {
      const filled = fill(row, captured)
      const response = await fetchApp(api)(standardRequest(filled.request) as Request)
      const body = Buffer.from(await response.arrayBuffer())
      const answer = { status: response.status, headers: response.headers, body }
      for (const [variable, { field, pattern }] of Object.entries(row.capture ?? {})) {
        const value = String(JSON.parse(body.toString())[field])
        expect(value).toMatch(new RegExp(`^(?:${pattern})$`))
        captured.set(variable, value)
      }
      if (!compatible && name.endsWith(ENDED)) {
        expect(JSON.parse(body.toString())).toMatchObject({ success: true, method: 'GET' })
        expect(answer.status).toBe(200)
      } else {
        expect(faults(fill(row, captured), answer)).toEqual([])
      }
    })

    it('every hash that the recording rewrote is one that Django would now leave alone', async () => {
      const logins = corpus.exchanges.filter(({ capture }) => capture !== undefined)
      expect(logins).toHaveLength(11)
      for (const { response } of logins) {
        const { user } = JSON.parse(response.bodyText as string) as { user: number }
        const { password } = (await store.findById(user)) ?? { password: '' }
        // By default only what is weaker is rewritten: bcrypt and argon2 are not.
        const kept = !compatible && /^(?:bcrypt|argon2)/.test(password)
        expect(mustUpdate(password, { iterations: 260_000 }), password.split('$', 1)[0]).toBe(kept)
      }
    })
  })
})

/** The row with what was captured in the place of `${name}`. */
function fill(row: Row, captured: ReadonlyMap<string, string>): Row {
  const text = JSON.stringify(row).replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    return captured.get(name) ?? ''
  })
  return JSON.parse(text) as Row
}
