/** The small app that the adapter contract talks to: the same in every framework. */
import type { Authentication } from '../core/token-verifier.js'
import type { TokenApi } from '../http/token-api.js'
import type { User } from '../core/user.js'
import type { GuardOptions } from '../http/guard-options.js'

/**
 * "recorded": the original's project, with the original's answers. "fixture": the users of the bad inputs,
 * with our defaults. "outage": the same users, and a store that fails every look-up.
 */
export type ScenarioWorld = 'recorded' | 'fixture' | 'outage'

export const SCENARIO_WORLDS: readonly ScenarioWorld[] = ['recorded', 'fixture', 'outage']

/**
 * What the app serves with the adapter under test: the token routes below "/token", and each route at
 * its path for every method that the framework can route. Paths are case-sensitive, and a trailing slash
 * makes another path.
 */
export interface ScenarioSetup {
  /** Which of the apps it is, for one that runs as a program of its own. */
  readonly world: ScenarioWorld
  readonly api: TokenApi
  readonly routes: readonly ScenarioRoute[]
}

/** One route of the app. */
export interface ScenarioRoute {
  /** "/whoami.json", "/items/:number/:slug"; what starts with ":" is a parameter. */
  readonly path: string
  /**
   * Options: behind `tokenRequired` with these. "ask": not guarded, and what `authenticate` gives or
   * throws is handed on. "open": neither.
   */
  readonly guard: GuardOptions | 'ask' | 'open'
  /** What it reads of the body, in the framework's usual way; nothing where it does not say. */
  readonly reads?: 'form' | 'json' | 'bytes'
  /** What it answers; status, headers and body are to be sent as they are. */
  answer(seen: Seen): ScenarioAnswer
}

/** What a handler saw of the request. */
export interface Seen {
  readonly method: string
  /** As the router decoded them; may be left out where the path has none. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Where the framework's people look for it: `req.user`, `c.get('user')`, … */
  readonly user?: User | undefined
  readonly authentication?: Authentication | undefined
  /** Where `authenticate` threw: what. */
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
