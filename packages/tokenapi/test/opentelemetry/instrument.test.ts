/** Spans and metrics, as the SDK of OpenTelemetry exports them. */
import { context, trace } from '@opentelemetry/api'
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import { type TokenApi, UnavailableError, createTokenApi, isConfigError } from 'tokenapi'
import { type InstrumentOptions, instrumentTokenApi } from 'tokenapi/opentelemetry'
import { inMemoryApi } from 'tokenapi/testing'
import { memoryStore } from 'tokenapi/memory'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const PASSWORD = 'right-password-of-maria'
const spans = new InMemorySpanExporter()
const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
beforeAll(() => tracerProvider.register())
afterAll(() => tracerProvider.shutdown())
beforeEach(() => spans.reset())

/** The channel of events is of the process: what one test reports may not reach the next. */
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

function metered(): { meterProvider: MeterProvider; read(): Promise<Map<string, Points>> } {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e8 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  return {
    meterProvider,
    read: async () => {
      exporter.reset()
      await meterProvider.forceFlush()
      const [exported] = exporter.getMetrics()
      const all = exported?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? []
      return new Map(all.map((one) => [one.descriptor.name, one.dataPoints as Points]))
    },
  }
}
type Points = readonly DataPoint<number | Histogram>[]

const SETTINGS = {
  users: [{ username: 'maria', password: PASSWORD }],
  accessTokens: true,
} as const

function instrumented(options: InstrumentOptions = {}) {
  const { meterProvider, read } = metered()
  const world = inMemoryApi(SETTINGS)
  const stop = instrumentTokenApi(world.api, { meterProvider, ...options })
  ends.push(async () => {
    stop()
    await world.api.close()
  })
  return { ...world, read, stop, meterProvider }
}

type Find = (id: number) => Promise<unknown>

/** An api whose store finds users by this function. */
async function overStore(findById: (find: Find) => Find) {
  const store = memoryStore([{ id: 1, username: 'maria', password: 'x' }])
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: { ...store, findById: findById(async (id) => store.findById(id)) as never },
  })
  const user = await store.findById(1)
  if (user === undefined) throw new Error('no user')
  const stop = instrumentTokenApi(api, { meterProvider: metered().meterProvider })
  ends.push(async () => {
    stop()
    await api.close()
  })
  return { api, authorization: `Bearer 1:${api.makeToken(user)}` }
}

const call = (api: TokenApi, authorization: string): Promise<unknown> =>
  api.authenticate(new Request('http://app/reports', { headers: { authorization } })).then(
    () => 'ok',
    (error: Error) => error,
  )
const attributes = (): ReadableSpan['attributes'][] =>
  spans.getFinishedSpans().map((span) => span.attributes)
const counts = (points: Points | undefined): [string, unknown][] =>
  (points ?? []).map(({ attributes: own, value }) => [
    Object.values(own).join(' '),
    typeof value === 'number' ? value : value.count,
  ])

describe('spans', () => {
  it('one for each authentication, with the kind of its token', async () => {
    const { api, loginAs, user } = instrumented()
    const issued = await api.accessTokens.issue((await user('maria')).id)
    await call(api, loginAs('maria').authorization)
    await call(api, `Bearer ${issued.token}`)
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual([
      'tokenapi.authentication',
      'tokenapi.authentication',
    ])
    expect(attributes()).toEqual([
      { 'tokenapi.outcome': 'succeeded', 'tokenapi.token.kind': 'classic' },
      { 'tokenapi.outcome': 'succeeded', 'tokenapi.token.kind': 'access' },
    ])
  })

  it('a refusal has its code, and is no error of the span', async () => {
    const { api } = instrumented()
    await call(api, 'Bearer 1:5hk-0123456789abcdef0123')
    const [span] = spans.getFinishedSpans()
    expect(span?.attributes).toEqual({
      'tokenapi.outcome': 'refused',
      'error.type': 'invalid_token',
    })
    expect(span?.status).toEqual({ code: 0 })
  })

  it('an unknown result is an error, without the text of the error', async () => {
    const { api, authorization } = await overStore(
      () => () => Promise.reject(new UnavailableError('canary of the database')),
    )
    expect(await call(api, authorization)).toMatchObject({ name: 'UnavailableError' })
    const [span] = spans.getFinishedSpans()
    expect(span?.status).toEqual({ code: 2 })
    expect(span?.attributes).toEqual({
      'tokenapi.outcome': 'unavailable',
      'error.type': 'unavailable',
    })
    expect(span?.events).toEqual([])
  })

  it('is the parent of the spans of the store, and a child of the span of the request', async () => {
    const tracer = trace.getTracer('app')
    const { api, authorization } = await overStore(
      (find) => (id) =>
        tracer.startActiveSpan('SELECT', async (span) => {
          const found = await find(id)
          span.end()
          return found
        }),
    )
    await tracer.startActiveSpan('GET /reports', async (span) => {
      await call(api, authorization)
      span.end()
    })
    const [select, own, request] = spans.getFinishedSpans()
    expect([select?.name, own?.name]).toEqual(['SELECT', 'tokenapi.authentication'])
    expect(select?.parentSpanContext?.spanId).toBe(own?.spanContext().spanId)
    expect(own?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId)
    expect(trace.getSpan(context.active())).toBeUndefined()
  })

  it('logins, of a route and of api.login', async () => {
    const { api } = instrumented()
    await api.login('maria', PASSWORD)
    const body = new URLSearchParams({ username: 'maria', password: 'wrong' })
    await api.handle(new Request('http://app/token/new.json', { method: 'POST', body }))
    expect(attributes()).toEqual([
      { 'tokenapi.outcome': 'succeeded' },
      { 'tokenapi.outcome': 'refused', 'error.type': 'invalid_login' },
    ])
  })

  it('H-08: no secret and no user is in a span or a metric, unless userAttributes is set', async () => {
    const { api, read, loginAs, user, stop } = instrumented()
    const login = await api.login('maria', PASSWORD)
    const { authorization } = loginAs('maria')
    const issued = await api.accessTokens.issue((await user('maria')).id, { name: 'canary-name' })
    await call(api, authorization)
    await call(api, `Bearer ${issued.token}`)
    await call(api, 'Bearer canary-token')
    const told = JSON.stringify([attributes(), [...(await read())]])
    expect(told).toContain('tokenapi.outcome')
    for (const secret of [login.token, issued.token, PASSWORD, 'maria', 'canary', authorization]) {
      expect(told).not.toContain(secret)
    }
    stop()
    spans.reset()
    const asked = instrumented({ userAttributes: true })
    await asked.api.login('maria', PASSWORD)
    await call(asked.api, asked.loginAs('maria').authorization)
    expect(attributes()).toMatchObject([
      { 'user.id': '1', 'user.name': 'maria' },
      { 'user.id': '1', 'tokenapi.token.kind': 'classic' },
    ])
  })
})

describe('metrics', () => {
  it('durations in seconds by outcome, events by name, and the health of the api', async () => {
    const { api, read, loginAs } = instrumented()
    await call(api, loginAs('maria').authorization)
    await call(api, 'Bearer 1:5hk-0123456789abcdef0123')
    await api.login('maria', PASSWORD)
    const events = async (): Promise<unknown> =>
      Object.fromEntries(counts((await read()).get('tokenapi.event.count')))
    await expect.poll(events).toMatchObject({
      'authentication.succeeded': 1,
      'authentication.refused invalid_token': 1,
      'login.succeeded': 1,
    })
    const found = await read()
    expect(counts(found.get('tokenapi.authentication.duration'))).toEqual([
      ['succeeded', 1],
      ['refused invalid_token', 1],
    ])
    expect(counts(found.get('tokenapi.login.duration'))).toEqual([['succeeded', 1]])
    expect(counts(found.get('tokenapi.store.up'))).toEqual([['', 1]])
    expect(counts(found.get('tokenapi.password.hashes'))).toEqual([
      ['running', 0],
      ['waiting', 0],
    ])
    expect(found.get('tokenapi.login.duration')).toMatchObject([
      { value: { count: 1, sum: expect.any(Number) } },
    ])
  })

  it('two apis with one provider: each event is counted once', async () => {
    const first = instrumented()
    const { meterProvider } = first
    const second = inMemoryApi(SETTINGS)
    const stop = instrumentTokenApi(second.api, { meterProvider })
    stop()
    await first.api.login('maria', PASSWORD)
    const logins = async (): Promise<unknown> =>
      Object.fromEntries(counts((await first.read()).get('tokenapi.event.count')))
    await expect.poll(logins).toMatchObject({ 'login.succeeded': 1 })
  })

  it('of two instrumentations of one api, the first may end first, and ending it twice ends no other', async () => {
    const first = instrumented()
    const other = metered()
    const stop = instrumentTokenApi(first.api, { meterProvider: other.meterProvider })
    const third = inMemoryApi(SETTINGS)
    ends.push(instrumentTokenApi(third.api, { meterProvider: first.meterProvider }) as never)
    const loggedIn = async (name: string): Promise<void> =>
      void (await first.api.login(name, PASSWORD))
    const durations = async ({ read }: Pick<typeof first, 'read'>): Promise<unknown> =>
      counts((await read()).get('tokenapi.login.duration'))
    first.stop()
    first.stop()
    await loggedIn('maria')
    expect(await durations(first)).toEqual([])
    expect(await durations(other)).toEqual([['succeeded', 1]])
    await third.api.login('maria', PASSWORD)
    const events = async (): Promise<unknown> =>
      Object.fromEntries(counts((await first.read()).get('tokenapi.event.count')))
    await expect.poll(events).toMatchObject({ 'login.succeeded': expect.any(Number) })
    stop()
    await loggedIn('maria')
    expect(await durations(other)).toEqual([['succeeded', 1]])
    expect(await durations(first)).toEqual([['succeeded', 1]])
  })

  it('api.checkLogin is a login', async () => {
    const { api, read } = instrumented()
    await api.checkLogin('maria', PASSWORD)
    expect(spans.getFinishedSpans().map(({ name }) => name)).toEqual(['tokenapi.login'])
    expect(counts((await read()).get('tokenapi.login.duration'))).toEqual([['succeeded', 1]])
  })

  it('nothing is recorded after the end', async () => {
    const { api, read, stop } = instrumented()
    stop()
    await api.login('maria', PASSWORD)
    expect(spans.getFinishedSpans()).toEqual([])
    expect([...(await read()).keys()]).toEqual([])
  })
})

it.each([
  [{ userAttribute: true }, /userAttribute/],
  [{ tracerProvider: {} }, /`tracerProvider` has no method `getTracer`/],
  [{ userAttributes: 'yes' }, /`userAttributes` must be true or false/],
])('an invalid option is a ConfigError: %j', (options, message) => {
  const { api } = inMemoryApi(SETTINGS)
  try {
    instrumentTokenApi(api, options as InstrumentOptions)
    expect.unreachable()
  } catch (error) {
    expect(isConfigError(error)).toBe(true)
    expect(String(error)).toMatch(message)
  }
})
