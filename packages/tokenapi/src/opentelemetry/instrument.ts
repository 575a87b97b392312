import { type MeterProvider, type TracerProvider, metrics, trace } from '@opentelemetry/api'

import { flag, port } from '../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../core/options/read-options.js'
import type { AdaptableApi, ApiContext } from '../http/api-context.js'
import type { TokenApi } from '../http/token-api.js'
import { countEvents } from './count-events.js'
import { observeHealth } from './observe-health.js'
import { createObserved } from './observed.js'

export interface InstrumentOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider | undefined
  /** Adds `user.id`, and to logins `user.name`, to spans: personal data. Default: false. */
  readonly userAttributes?: boolean | undefined
}

/** The part of a `TokenApi` that is instrumented. */
export type InstrumentedApi = AdaptableApi<unknown> & Pick<TokenApi<unknown>, 'health'>

const SCOPE = 'tokenapi'

const CHECKS: OptionChecks<InstrumentOptions> = {
  tracerProvider: port<TracerProvider>('`trace.getTracerProvider()`', 'getTracer'),
  meterProvider: port<MeterProvider>('`metrics.getMeterProvider()`', 'getMeter'),
  userAttributes: flag,
}

/**
 * Spans and metrics of this api, on every adapter and route, until the returned function is called. Call it after the
 * providers are registered. Throws `ConfigError` for an invalid option.
 *
 * @example
 * const stop = instrumentTokenApi(api)
 */
export function instrumentTokenApi(api: InstrumentedApi, options?: InstrumentOptions): () => void {
  const {
    tracerProvider = trace.getTracerProvider(),
    meterProvider = metrics.getMeterProvider(),
    userAttributes = false,
  } = readOptions('instrumentTokenApi', options, CHECKS)
  const meter = meterProvider.getMeter(SCOPE)
  const tracer = tracerProvider.getTracer(SCOPE)
  const authenticated = createObserved(
    { tracer, meter },
    'authentication',
    ({ user, token }: AuthenticatedCall) => ({
      'tokenapi.token.kind': token.kind,
      ...(userAttributes && { 'user.id': String(user.id) }),
    }),
  )
  const loggedIn = createObserved({ tracer, meter }, 'login', ({ user }: LoggedIn) =>
    userAttributes ? { 'user.id': String(user.id), 'user.name': user.username } : {},
  )

  let isOn = true
  // In place: guards and routes that were made before read the functions at each call.
  const context = api['~context'] as Changeable<ApiContext<unknown>>
  const { verify, verifyTicket, login, checkLogin } = context
  // Another instrumentation may be around this one when it ends, so it ends in itself.
  context.verify = (...args) => (isOn ? authenticated(() => verify(...args)) : verify(...args))
  context.verifyTicket = async (...args) =>
    isOn ? authenticated(() => verifyTicket(...args)) : verifyTicket(...args)
  context.login = async (...args) => (isOn ? loggedIn(() => login(...args)) : login(...args))
  context.checkLogin = async (...args) =>
    isOn
      ? (await loggedIn(async () => ({ user: await checkLogin(...args) }))).user
      : checkLogin(...args)
  const stops = [countEvents(meterProvider, meter), observeHealth(api, meter)]
  return () => {
    if (!isOn) return
    isOn = false
    for (const stop of stops) stop()
  }
}

type AuthenticatedCall = Awaited<ReturnType<ApiContext<unknown>['verify']>>
type LoggedIn = Pick<Awaited<ReturnType<ApiContext<unknown>['login']>>, 'user'>
type Changeable<T> = { -readonly [K in keyof T]: T[K] }
