/** Several nodes append to one chain. */

import { expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { sqlEvents } from '../../src/audit/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { all, entry } from './events-support.ts'
import { SHARED_DATABASES } from './shared-databases.ts'

const NODES = 8
const BATCHES = 12

describeEachPeer(SHARED_DATABASES)('on %s', (_name, fresh, open) => {
  it(`${NODES} nodes append and one prunes: one chain, every entry once, in the order of its node`, async () => {
    const url = await fresh()
    const stores: SqlStore[] = Array.from({ length: NODES }, () => open(url))
    const [first] = stores as [SqlStore]
    await sqlAdmin(first).migrate()
    await Promise.all(
      stores.map(async (store, node) => {
        const events = sqlEvents(store)
        for (let batch = 0; batch < BATCHES; batch++) {
          const numbers = [0, 1, 2].map((i) => batch * 3 + i)
          await events.append(
            numbers.map((n) => entry(1, { username: `node-${node}`, details: { n } })),
          )
        }
      }),
    )
    const events = sqlEvents(first)
    const count = NODES * BATCHES * 3
    expect(await events.verify()).toMatchObject({ ok: true, count, head: { seq: count } })
    const listed = await all(events.list())
    for (let node = 0; node < NODES; node++) {
      const ofNode = listed.filter(({ username }) => username === `node-${node}`)
      expect(ofNode.map(({ details }) => details?.['n'])).toEqual(ofNode.map((_, i) => i))
      expect(ofNode).toHaveLength(BATCHES * 3)
    }
    // Two nodes that prune at once remove every row once.
    const pruned = await Promise.all(
      stores.slice(0, 2).map((store) => sqlEvents(store).prune(new Date('2026-06-01'))),
    )
    expect(pruned.reduce((sum, each) => sum + each)).toBe(count)
    // Of each node that found a row to remove, the entry of its prune is left.
    const left = await events.verify()
    expect(left.ok).toBe(true)
    expect([1, 2]).toContain(left.count)
    await Promise.all(stores.map((store) => store.close()))
  })
})
