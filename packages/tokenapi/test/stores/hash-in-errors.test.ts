/** What a database says of a row that it refuses may hold the row; no event and no error carries its hash. */
import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { type TokenApiEvent, createTokenApi } from '../../src/index.ts'
import { makePassword } from '../../src/password/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { delivered } from '../support/delivered.ts'

const PEERS = [['PostgreSQL', freshPostgres]] as const

describeEachPeer(PEERS)('on %s', (_name, fresh) => {
  describe('a table that refuses every change of a hash', () => {
    it('the login goes on, and the event of the upgrade does not hold the hash', async () => {
      const { url, query, drop } = await fresh()
      const store = postgresStore(url)
      await sqlAdmin(store).migrate()
      await sqlAdmin(store).users.add({
        username: 'maria',
        password: await makePassword('right', { iterations: 1000 }),
      })
      await query('ALTER TABLE auth_user ADD CONSTRAINT nothing_changes CHECK (false) NOT VALID')
      const events: TokenApiEvent[] = []
      const api = createTokenApi({
        secretKey: 'a secret of the tests, as long as it should be',
        store,
        onEvent: (event) => events.push(event),
      })
      expect((await api.login('maria', 'right')).user.username).toBe('maria')
      await delivered()
      expect(events[0]).toMatchObject({ name: 'password.upgrade_failed' })
      expect(inspect(events, { depth: 20, showHidden: true })).toContain('nothing_changes')
      expect(inspect(events, { depth: 20, showHidden: true })).not.toMatch(/pbkdf2_sha256\$/)

      const refused = await sqlAdmin(store)
        .users.add({ username: 'zoe', password: await makePassword('x', { iterations: 1000 }) })
        .catch((error: unknown) => error)
      expect(inspect(refused, { depth: 20, showHidden: true })).toContain('nothing_changes')
      expect(inspect(refused, { depth: 20, showHidden: true })).not.toMatch(/pbkdf2_sha256\$/)
      await store.close()
      await drop()
    })
  })
})
