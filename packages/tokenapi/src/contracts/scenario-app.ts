/** The app that the adapter contract sends requests to. It is the same in every framework. */
import type { Authentication } from '../core/authentication.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import type { GuardOptions } from '../http/guard/guard-options.js'

/**
 * "recorded": the recorded project, with django-tokenapi's answers. "fixture": the users of the bad inputs, with
 * default options. "access": the same users, and access tokens. "outage": the same, and a store that fails every look-up.
 */
export type ScenarioWorld = 'recorded' | 'fixture' | 'access' | 'outage'

export const SCENARIO_WORLDS: readonly ScenarioWorld[] = ['recorded', 'fixture', 'access', 'outage']

/**
 * What the app serves with the adapter under test: the token routes below "/token", and each route at
 * its path for every method that the framework can route. Paths are case-sensitive, and a trailing slash
 * makes another path.
 */
export interface ScenarioSetup {
  /** The world, for an app that runs in another process. */
  readonly world: ScenarioWorld
  readonly api: TokenApi
  readonly routes: readonly ScenarioRoute[]
}

/** One route of the app. */
export interface ScenarioRoute {
  /** "/whoami.json", "/items/:number/:slug"; a segment that starts with ":" is a parameter. */
  readonly path: string
  /**
   * Options: guarded by `tokenRequired` with these. "ask": not guarded; passes the result or the error of
   * `authenticate` to `answer`. "open": neither.
   */
  readonly guard: GuardOptions | 'ask' | 'open'
  /** How the handler reads the body, in the framework's usual way. By default it does not. */
  readonly reads?: 'form' | 'json' | 'bytes'
  /** The answer, to be sent unchanged. */
  answer(seen: Seen): ScenarioAnswer
}

/** What a handler saw of the request. */
export interface Seen {
  readonly method: string
  /** As decoded by the router. Optional for paths without parameters. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** From the framework's usual place: `req.user`, `c.get('user')`, … */
  readonly user?: User | undefined
  readonly authentication?: Authentication | undefined
  /** The error of `authenticate`. */
  readonly error?: unknown
  /** "form" and "json": an object of fields; "bytes": all bytes. */
  readonly body?: unknown
}

/** The answer of a scenario's handler. */
export interface ScenarioAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The app, listening on loopback. */
export interface ScenarioApp {
  readonly port: number
  close(): Promise<void>
}
