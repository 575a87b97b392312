/** A row that is changed, removed, swapped or inserted by SQL shows, and which one it is. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { chained } from '../../src/audit/chain.ts'
import { textsOf } from '../../src/audit/event-row.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE } from '../support/recorded-store.ts'
import { type Trail, entries, entry, freshTrail } from './events-support.ts'

/** What is done to a chain of ten rows, the first row that is broken, and what `verify` reports. */
const TAMPERING: readonly (readonly [string, readonly string[], number, string])[] = [
  ...['time', 'name', 'user_id', 'username', 'address', 'request_id', 'method', 'path'].map(
    (column) =>
      [
        `a changed ${column}`,
        [`UPDATE tokenapi_events SET "${column}" = 'x' WHERE seq = 4`],
        4,
        'row 4 was changed, or its hash was',
      ] as const,
  ),
  ...['code', 'reason', 'details'].map(
    (column) =>
      [
        `an emptied ${column}`,
        [`UPDATE tokenapi_events SET "${column}" = NULL WHERE seq = 4`],
        4,
        'row 4 was changed, or its hash was',
      ] as const,
  ),
  [
    'a changed hash',
    [`UPDATE tokenapi_events SET "hash" = '${'a'.repeat(64)}' WHERE seq = 4`],
    4,
    'row 4 was changed, or its hash was',
  ],
  [
    'a value moved to another column',
    [`UPDATE tokenapi_events SET "code" = "reason", "reason" = "code" WHERE seq = 4`],
    4,
    'row 4 was changed, or its hash was',
  ],
  ['a removed row', ['DELETE FROM tokenapi_events WHERE seq = 4'], 4, 'row 4 is missing'],
  [
    'removed rows',
    ['DELETE FROM tokenapi_events WHERE seq BETWEEN 4 AND 6'],
    4,
    'rows 4 to 6 are missing',
  ],
  [
    'a removed row, with the others moved up',
    [
      'DELETE FROM tokenapi_events WHERE seq = 4',
      ...[5, 6, 7, 8, 9, 10].map(
        (n) => `UPDATE tokenapi_events SET seq = ${n - 1} WHERE seq = ${n}`,
      ),
    ],
    4,
    'row 4 does not continue row 3',
  ],
  [
    'swapped rows',
    [
      'UPDATE tokenapi_events SET seq = 99 WHERE seq = 4',
      'UPDATE tokenapi_events SET seq = 4 WHERE seq = 5',
      'UPDATE tokenapi_events SET seq = 5 WHERE seq = 99',
    ],
    4,
    'row 4 does not continue row 3',
  ],
  ['a removed first row', ['DELETE FROM tokenapi_events WHERE seq = 1'], 1, 'row 1 is missing'],
  [
    'removed first rows',
    ['DELETE FROM tokenapi_events WHERE seq < 4'],
    1,
    'rows 1 to 3 are missing',
  ],
]

describeEachPeer(EVERY_DATABASE)('over %s', (database) => {
  let trail: Trail
  beforeAll(async () => {
    trail = await freshTrail(database)
  })
  afterAll(() => trail.store.close())
  beforeEach(() => trail.sql('DELETE FROM tokenapi_events'))

  it.each(TAMPERING)('%s shows', async (_name, statements, seq, what) => {
    const { events, sql } = trail
    await events.append(entries(10))
    expect(await events.verify()).toMatchObject({ ok: true, count: 10, head: { seq: 10 } })
    for (const statement of statements) await sql(statement)
    expect(await events.verify()).toEqual({ ok: false, count: seq - 1, seq, what })
  })

  it('a false record of pruning shows', async () => {
    const { events, sql } = trail
    await events.append(entries(10))
    await events.prune(entry(4).time)
    expect(await events.verify()).toMatchObject({ ok: true, count: 8 })
    await sql('DELETE FROM tokenapi_events WHERE seq = 4')
    for (const [through, seq, what] of [
      [4, 5, 'row 5 does not continue the rows that were pruned'],
      [3, 4, 'row 4 is missing'],
      [99, 1, 'rows 1 to 4 are missing'],
      ['"a"', 1, 'rows 1 to 4 are missing'],
    ]) {
      await sql(
        'UPDATE tokenapi_events SET "details" = ? WHERE seq = 11',
        `{"through":${through},"hash":"x"}`,
      )
      expect(await events.verify()).toEqual({ ok: false, count: 0, seq, what })
    }
  })

  it('an inserted row shows, at the end as well', async () => {
    const { events, sql } = trail
    await events.append(entries(3))
    const forged = `INSERT INTO tokenapi_events (seq, "time", "name", "previous", "hash") VALUES`
    const { hash = '' } = (await events.head()) ?? {}
    await sql(`${forged} (4, '2026-01-01T00:00:00.000Z', 'login.failed', '${hash}', '${hash}')`)
    expect(await events.verify()).toMatchObject({
      seq: 4,
      what: 'row 4 was changed, or its hash was',
    })
    await sql(`UPDATE tokenapi_events SET seq = 9 WHERE seq = 4`)
    expect(await events.verify()).toMatchObject({ seq: 4, what: 'rows 4 to 8 are missing' })
  })

  describe('what the chain alone cannot show, the head that was kept elsewhere does', () => {
    const start = async (): Promise<Trail & { readonly kept: string }> => {
      await trail.events.append(entries(10))
      const { hash = '' } = (await trail.events.head()) ?? {}
      return { ...trail, kept: hash }
    }

    it('a removed last row', async () => {
      const { events, sql, kept } = await start()
      await sql('DELETE FROM tokenapi_events WHERE seq = 10')
      expect(await events.verify()).toMatchObject({ ok: true, count: 9, head: { seq: 9 } })
      expect(await events.verify({ expectHead: kept })).toMatchObject({ ok: false, seq: undefined })
    })

    it('a chain that was written anew from the changed row on', async () => {
      const { events, sql, kept } = await start()
      await sql('DELETE FROM tokenapi_events WHERE seq > 3')
      await events.append(entries(7, 4).map((each) => ({ ...each, username: 'nobody' })))
      expect(await events.verify()).toMatchObject({ ok: true, count: 10 })
      expect(await events.verify({ expectHead: kept })).toMatchObject({ ok: false, count: 10 })
    })

    it('a kept head is found while the chain grows', async () => {
      const { events, kept } = await start()
      await events.append([entry(11)])
      expect(await events.verify({ expectHead: kept })).toMatchObject({ ok: true, count: 11 })
    })
  })
})

// Recorded: an auditor's program must go on working.
it('the hash of an entry never changes', () => {
  const [row] = chained({ seq: 0, hash: '0'.repeat(64) }, [
    textsOf(entry(1, { username: 'Zoë "\\\u0001\u2028😀', requestId: undefined })),
  ])
  expect(row?.hash).toBe('842078e1ef7d96731494d61f82df6d500f50e9cf6faa15806680c659bcd9f14e')
})
