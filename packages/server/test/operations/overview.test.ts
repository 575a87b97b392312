/** The overview: sums of the counters, and what needs attention. */
import { sqlCounters } from 'tokenapi/admin'
import { SQL_ACCESS } from '../../../tokenapi/src/stores/sql/sql-access.ts'
import * as v from 'valibot'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { freshMariadb, freshPostgres } from '../../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { latestFindings } from '../../src/operations/management/overview/latest-findings.ts'
import { Overview } from '../../src/operations/management/overview/overview-schema.ts'
import { PERIODS, spanBefore, spanOf } from '../../src/operations/management/overview/periods.ts'
import { quantile } from '../../src/operations/management/overview/quantile.ts'
import { startManagement } from './bench-app.ts'

const MINUTE = 60_000
afterEach(() => vi.useRealTimers())

const DATABASES = [
  ['SQLite', async () => ({})],
  ['PostgreSQL', async () => ({ DATABASE_URL: (await freshPostgres()).url })],
  ['MariaDB', async () => ({ DATABASE_URL: (await freshMariadb()).url })],
] as const

describeEachPeer(DATABASES)('over %s', (_name, place) => {
  it('has the counts of each step, their totals beside those of the period before, and the times of answers', async () => {
    const { ask, tokenWith, database, close } = await startManagement(await place())
    const counters = sqlCounters(database.store)
    const now = Date.now()
    const at = (minutesAgo: number, name: string, labels: string, times: number) => ({
      time: new Date(now - minutesAgo * MINUTE),
      name,
      labels,
      count: times,
    })
    const logins = 'tokenapi_logins_total'
    const answers = 'tokenapi_http_request_duration_seconds'
    await counters.add([
      at(0, logins, 'outcome="succeeded"', 5),
      at(30, logins, 'outcome="succeeded"', 2),
      at(30, logins, 'outcome="failed"', 1),
      at(90, logins, 'outcome="succeeded"', 14),
      at(26 * 60, logins, 'outcome="failed"', 3),
      at(10, 'tokenapi_refusals_total', 'code="invalid_token"', 9),
      at(11, 'tokenapi_refusals_total', 'code="invalid_login"', 1),
      at(10, answers, 'route="view",le="0.001"', 50),
      at(10, answers, 'route="token",le="0.005"', 50),
      // Not in the figures of answers.
      at(10, answers, 'route="login",le="1"', 1_000),
    ])
    const token = await tokenWith(['admin:read'])
    const of = async (period: string) => {
      const { status, body } = await ask(token, 'GET', `/overview?period=${period}`)
      expect(status).toBe(200)
      return v.parse(Overview, body)
    }

    const hour = await of('hour')
    expect(hour.figures?.series.loginsSucceeded).toHaveLength(60)
    expect(hour.figures?.series.loginsSucceeded.filter((each) => each > 0).toSorted()).toEqual([
      2, 5,
    ])
    expect(hour.figures?.totals).toMatchObject({
      loginsSucceeded: { count: 7, before: 14 },
      loginsFailed: { count: 1, before: 0 },
      loginsThrottled: { count: 0, before: 0 },
    })
    expect(hour.figures?.refusals).toEqual([
      { code: 'invalid_token', count: 9, before: 0 },
      { code: 'invalid_login', count: 1, before: 0 },
    ])
    expect(hour.figures?.latency.p50).toBe(1)
    expect(hour.figures?.latency.p99).toBeCloseTo(4.95)
    expect(hour.liveTokens).toEqual({ count: 1, isMore: false })

    const day = await of('day')
    expect(day.figures?.totals).toMatchObject({
      loginsSucceeded: { count: 21, before: 0 },
      loginsFailed: { count: 1, before: 3 },
    })
    const week = await of('week')
    expect(week.figures?.totals).toMatchObject({
      loginsSucceeded: { count: 21, before: null },
      loginsFailed: { count: 4, before: null },
    })
    expect((await ask(token, 'GET', '/overview?period=year')).status).toBe(400)
    await close()
  })

  it('a wave of guesses, a fallback key in use and counters that cannot be read come first; the rest is shown', async () => {
    const { ask, tokenWith, database, close } = await startManagement(await place())
    const token = await tokenWith(['admin:read'])
    const about = async () => {
      const { body } = await ask(token, 'GET', '/overview')
      return {
        ...v.parse(Overview, body),
        about: body.attention.map((each: { about: string }) => each.about) as string[],
      }
    }
    expect((await about()).about).not.toContain('guessing')
    const add = (name: string, labels: string, times: number) =>
      sqlCounters(database.store).add([{ time: new Date(), name, labels, count: times }])
    await add('tokenapi_logins_total', 'outcome="failed"', 20)
    await add('tokenapi_logins_total', 'outcome="throttled"', 30)
    await add('tokenapi_fallback_key_verifications_total', '', 3)
    expect((await about()).about).toEqual(expect.arrayContaining(['guessing', 'fallback_key']))
    expect((await about()).about).not.toContain('limited_refusals')
    await add('tokenapi_limited_refusals_total', '', 7)
    expect(
      (await about()).attention.find((each) => each.about === 'limited_refusals'),
    ).toMatchObject({
      level: 'warning',
      what: '7 wrong tokens were answered 429 in the last 10 minutes',
    })
    // As many succeed: a busy minute, and no attack.
    await add('tokenapi_logins_total', 'outcome="succeeded"', 50)
    expect((await about()).about).not.toContain('guessing')

    await dropCounters(database)
    const after = await about()
    expect(after.figures).toBeNull()
    expect(after.attention.find((each) => each.about === 'counters')).toMatchObject({
      level: 'warning',
      what: expect.stringMatching(/no table "tokenapi_counters": run `tokenapi migrate`/),
    })
    expect(after.liveTokens).toEqual({ count: 1, isMore: false })
    await close()
  })
})

it('COUNTERS=false: there are no figures, and nothing to mend', async () => {
  const { ask, tokenWith, close } = await startManagement({ COUNTERS: 'false' })
  const { body } = await ask(await tokenWith(['admin:read']), 'GET', '/overview')
  expect(v.parse(Overview, body)).toMatchObject({ figures: null })
  expect(JSON.stringify(body.attention)).not.toContain('counters')
  await close()
})

async function dropCounters({ store }: { readonly store: object }): Promise<void> {
  const access = (store as Record<symbol, { database: { once(sql: string): Promise<void> } }>)[
    SQL_ACCESS
  ]
  await access?.database.once('DROP TABLE tokenapi_counters')
}

describe('the steps of a period', () => {
  it.each(PERIODS)(
    '%s: they end with the one that goes on now, and the period before ends there',
    (period) => {
      const now = Date.parse('2026-03-01T12:34:56Z')
      const span = spanOf(period, now)
      expect(span.until.getTime()).toBeGreaterThan(now)
      expect(span.until.getTime() - span.step * MINUTE).toBeLessThanOrEqual(now)
      expect(span.times[0]).toEqual(span.since)
      expect(span.times.at(-1)?.getTime()).toBe(span.until.getTime() - span.step * MINUTE)
      const before = spanBefore(span)
      expect(before.until).toEqual(span.since)
      expect(span.since.getTime() - before.since.getTime()).toBe(
        span.until.getTime() - span.since.getTime(),
      )
      // Sums of hours of more than a day ago fit into one step each.
      expect(period === 'week' ? span.step % 60 : 60 % span.step).toBe(0)
    },
  )
})

it('a quantile is estimated as Prometheus does it', () => {
  const bounds = [0.1, 0.2, 0.4]
  expect(quantile(0.5, new Map(), bounds)).toBeUndefined()
  expect(quantile(0.5, new Map([[0.2, 10]]), bounds)).toBeCloseTo(0.15)
  expect(
    quantile(
      0.9,
      new Map([
        [0.1, 50],
        [0.4, 50],
      ]),
      bounds,
    ),
  ).toBeCloseTo(0.36)
  expect(
    quantile(
      0.99,
      new Map([
        [0.1, 1],
        [Infinity, 99],
      ]),
      bounds,
    ),
  ).toBe(0.4)
})

it('doctor runs once for many views, and again after a quarter of an hour', async () => {
  let time = 0
  let runs = 0
  const { get } = latestFindings(
    async () => {
      runs++
      if (runs === 1) throw new Error('the database does not answer')
      return [{ level: 'ok', check: 'clock', what: `run ${runs}` }]
    },
    () => time,
  )
  expect(await get()).toBeUndefined()
  const both = await Promise.all([get(), get()])
  expect([both[0]?.[0]?.what, both[1]?.[0]?.what, runs]).toEqual(['run 2', 'run 2', 2])
  await get()
  expect(runs).toBe(2)
  time += 900_000
  // What was found before is shown meanwhile.
  expect((await get())?.[0]?.what).toBe('run 2')
  await expect.poll(async () => (await get())?.[0]?.what).toBe('run 3')
})
