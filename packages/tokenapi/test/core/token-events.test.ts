/** Tokens of old keys and of later days are reported, and do not flood. */
import { describe, expect, it } from 'vitest'

import type { NewEvent } from '../../src/core/events/events.ts'
import { tokenEvents } from '../../src/core/access/token-events.ts'
import { type TokenApiEvent, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { delivered } from '../support/delivered.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 5, 15, 12)
const user = { id: 1, username: 'maria', password: 'a stored hash', isActive: true }
const NEW = 'the new secret of these tests, long enough'
const OLD = 'the old secret of these tests, long enough'

function apiAt(secretKey: readonly string[], days: number) {
  const heard: TokenApiEvent[] = []
  const api = createTokenApi({
    secretKey,
    store: memoryStore([user]),
    now: () => new Date(NOW + days * DAY),
    onEvent: (event) => event.name !== 'authentication.succeeded' && heard.push(event),
  })
  return { api, heard }
}
const oldToken = apiAt([OLD], 0).api.makeToken(user)

describe('what is reported of a token', () => {
  it.each([
    ['of the first key and today', [OLD, NEW], 0, []],
    [
      'of the second key',
      [NEW, OLD],
      0,
      [{ name: 'secret.fallback_used', userId: 1, keyIndex: 1, count: 1 }],
    ],
    ['of tomorrow', [OLD], -1, [{ name: 'token.future_dated', userId: 1, count: 1 }]],
    [
      'of the day after tomorrow, which is refused',
      [OLD],
      -2,
      [{ name: 'authentication.refused', code: 'invalid_token' }],
    ],
  ])('%s', async (_which, keys, days, expected) => {
    const { api, heard } = apiAt(keys, days)
    const request = new Request('http://x/', { headers: { authorization: `Bearer 1:${oldToken}` } })
    await api.authenticate(request).catch(() => {})
    // The second time it is remembered: it is counted all the same.
    await api.authenticate(request).catch(() => {})
    await delivered()
    expect(heard.slice(0, 1)).toMatchObject(expected)
    for (const { request: of } of heard) expect(of).toMatchObject({ method: 'GET', path: '/' })
  })

  it('at most once a minute for each kind and key, with a count', () => {
    let now = 0
    const told: NewEvent[] = []
    const report = tokenEvents(
      { isObserved: () => true, tell: (make) => told.push(make()) },
      () => now,
    )
    const use = (keyIndex: number, isFutureDated = false): void =>
      report({ userId: 1, keyIndex, isFutureDated }, () => undefined)
    const counts = (): unknown[] =>
      told
        .splice(0)
        .map((event) => [
          'keyIndex' in event ? event.keyIndex : event.name,
          'count' in event && event.count,
        ])
    for (let i = 0; i < 1_000; i++) use(1)
    use(2, true)
    expect(counts()).toEqual([
      [1, 1],
      ['token.future_dated', 1],
      [2, 1],
    ])
    now = 59_999
    use(1)
    expect(counts()).toEqual([])
    now = 60_000
    use(1)
    use(2, true)
    expect(counts()).toEqual([
      [1, 1_001],
      ['token.future_dated', 1],
      [2, 1],
    ])
  })
})
