/** What is appended is listed as it was, by filters, and pruned so that the rest can be verified. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'

import { sqlEvents } from '../../src/audit/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE } from '../support/recorded-store.ts'
import { type Trail, all, entries, entry, freshTrail } from './events-support.ts'

describeEachPeer(EVERY_DATABASE)('over %s', (database) => {
  let trail: Trail
  beforeAll(async () => {
    trail = await freshTrail(database)
  })
  afterAll(() => trail.store.close())
  beforeEach(() => trail.sql('DELETE FROM tokenapi_events'))

  it('an empty trail has no head, and is whole', async () => {
    expect(await trail.events.head()).toBeUndefined()
    expect(await all(trail.events.list())).toEqual([])
    expect(await trail.events.verify()).toEqual({ ok: true, count: 0, head: undefined })
    await trail.events.append([])
    expect(await trail.events.head()).toBeUndefined()
  })

  it('an entry comes back as it was', async () => {
    const given = [
      entry(1, { username: 'Zoë 😀 \\ "\'\r\n\t ', path: '/índex.json ' }),
      { time: new Date(0), name: 'login.failed' },
      entry(3, { username: '', reason: '\u001b[31m\u202e', details: { a: [1, null, 'é'] } }),
    ]
    await trail.events.append(given)
    const listed = await all(trail.events.list())
    expect(listed).toMatchObject(given)
    expect(listed.map(({ seq, previous }) => [seq, previous])).toEqual([
      [1, '0'.repeat(64)],
      [2, listed[0]?.hash],
      [3, listed[1]?.hash],
    ])
    expect(await trail.events.head()).toEqual({ seq: 3, hash: listed[2]?.hash })
    expect(await trail.events.verify()).toMatchObject({ ok: true, count: 3 })
  })

  it('texts are cut to their columns, and what no database stores is replaced', async () => {
    await trail.events.append([
      entry(1, {
        username: '😀'.repeat(1_000),
        reason: 'a\0b\ud800c',
        path: '/'.padEnd(9_000, 'é'),
        details: { text: 'x'.repeat(9_000) },
      }),
    ])
    const [listed] = await all(trail.events.list())
    expect(listed?.username).toBe(`${'😀'.repeat(127)}\ufffd`)
    expect(listed?.reason).toBe('a\ufffdb\ufffdc')
    expect(listed?.path).toHaveLength(500)
    expect(listed?.details).toEqual({ omitted: 'too long' })
    expect(await trail.events.verify()).toMatchObject({ ok: true })
  })

  it('filters hold together, to the letter', async () => {
    await trail.events.append([
      entry(1, { name: 'login.failed', username: 'maria', userId: undefined }),
      entry(2, { name: 'login.failed', username: 'Maria', userId: '7' }),
      entry(3, { name: 'login.succeeded', username: 'maria', address: '2001:db8::' }),
      entry(4, { name: 'logins', username: undefined, userId: 'maria' }),
      entry(5, { name: 'authentication.refused', username: undefined, userId: '7' }),
      entry(6, { name: 'login', username: 'márıa' }),
    ])
    const found = async (filter: Parameters<typeof trail.events.list>[0]): Promise<string> =>
      (await all(trail.events.list(filter))).map(({ seq }) => seq).join(' ')
    expect(await found({})).toBe('1 2 3 4 5 6')
    expect(await found({ user: { username: 'maria' } })).toBe('1 3')
    expect(await found({ user: { id: '7' } })).toBe('2 5')
    expect(await found({ user: { id: '7', username: 'maria' } })).toBe('1 2 3 5')
    expect(await found({ user: {} })).toBe('')
    expect(await found({ name: 'login.failed' })).toBe('1 2')
    expect(await found({ name: 'login' })).toBe('1 2 3 6')
    expect(await found({ name: 'login%' })).toBe('')
    expect(await found({ address: '2001:db8::' })).toBe('3')
    expect(await found({ since: new Date(entry(2).time), until: entry(5).time })).toBe('2 3 4')
    expect(await found({ limit: 2 })).toBe('5 6')
    expect(await found({ limit: 1, name: 'login.failed' })).toBe('2')
    expect(await found({ limit: 99 })).toBe('1 2 3 4 5 6')
    expect(await found({ limit: 0 })).toBe('')
    expect(await found({ name: 'login', user: { username: 'maria' } })).toBe('1 3')
  })

  it('is listed in batches, while it grows', async () => {
    for (let i = 0; i < 6; i++) await trail.events.append(entries(500, 1 + i * 500))
    let count = 0
    for await (const { seq } of trail.events.list()) {
      expect(seq).toBe(++count)
      if (count === 1) await trail.events.append([entry(3_001)])
    }
    expect(count).toBe(3_001)
    expect(await trail.events.verify()).toMatchObject({ ok: true, count: 3_001 })
  })

  it('what is older goes, and the rest can be verified', async () => {
    for (let i = 0; i < 3; i++) await trail.events.append(entries(500, 1 + i * 500))
    const { hash } = (await all(trail.events.list()))[1_201] ?? {}
    expect(await trail.events.prune(entry(1_203).time)).toBe(1_202)
    const listed = await all(trail.events.list())
    expect(listed[0]?.seq).toBe(1_203)
    expect(listed.at(-1)).toMatchObject({
      seq: 1_501,
      name: 'audit.pruned',
      details: { through: 1_202, hash },
    })
    expect(await trail.events.verify()).toMatchObject({ ok: true, count: 299 })
    // What goes beyond what the chain records shows.
    await trail.sql('DELETE FROM tokenapi_events WHERE seq = 1203')
    expect(await trail.events.verify()).toMatchObject({ seq: 1_203, what: 'row 1203 is missing' })
  })

  it('pruned twice, and to the last row', async () => {
    await trail.events.append(entries(5))
    expect(await trail.events.prune(entry(1).time)).toBe(0)
    expect(await trail.events.head()).toMatchObject({ seq: 5 })
    expect(await trail.events.prune(entry(3).time)).toBe(2)
    expect(await trail.events.prune(new Date('2100-01-01'))).toBe(4)
    expect(await all(trail.events.list())).toMatchObject([{ seq: 7, name: 'audit.pruned' }])
    expect(await trail.events.verify()).toMatchObject({ ok: true, count: 1 })
    await trail.events.append([entry(8)])
    expect(await trail.events.verify()).toMatchObject({ ok: true, count: 2, head: { seq: 8 } })
  })

  it('a row of a node whose clock is behind keeps none of the later rows from staying', async () => {
    await trail.events.append([entry(1), entry(5), entry(2), entry(6)])
    expect(await trail.events.prune(entry(3).time)).toBe(1)
    expect((await all(trail.events.list())).map(({ seq }) => seq)).toEqual([2, 3, 4, 5])
  })
})

it('a store that is not of SQL is an error at once', () => {
  expect(() => sqlEvents(memoryStore())).toThrow(
    /^`sqlEvents` needs a store of tokenapi\/sqlite, tokenapi\/postgres or tokenapi\/mysql$/,
  )
})
