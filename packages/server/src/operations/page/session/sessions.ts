/** Sessions of the admin page, in memory: a restart signs everybody out. */
import { randomBytes, timingSafeEqual } from 'node:crypto'

import type { Administrator } from '../../management/administrators.js'

const MINUTE = 60_000
/** Milliseconds without a request. */
const IDLE = 30 * MINUTE
/** Milliseconds after sign-in. */
const LONGEST = 8 * 60 * MINUTE
/** Milliseconds for which a password counts as given lately. */
const RECENT = 10 * MINUTE
/** Sessions at a time. One more ends the oldest. */
const MOST = 1_000
/** Results of actions that wait for their page. One more drops the oldest. */
const MOST_RESULTS = 20

export interface Session extends Administrator {
  readonly id: string
  /** In every form: another site cannot read it. */
  readonly csrf: string
  readonly startedAt: number
  usedAt: number
  confirmedAt: number
  /** By the key in the URL of the page that shows it once. */
  readonly results: Map<string, ActionResult>
}

/** How an action went. */
export interface ActionResult {
  readonly kind: 'done' | 'failed'
  readonly text: string
  /** A secret that is shown this once. */
  readonly secret?: string | undefined
}

export interface Sessions {
  start(administrator: Administrator): Session
  /**
   * The session, unless its time is over. `isUse: false`, for a page that loads itself again, does not keep it from being
   * idle.
   */
  find(id: string, options?: { readonly isUse?: boolean }): Session | undefined
  end(id: string): void
  /** The password was given again. */
  confirm(session: Session): void
  isRecent(session: Session): boolean
}

export function createSessions(now: () => number = Date.now): Sessions {
  const sessions = new Map<string, Session>()
  const isOver = ({ usedAt, startedAt }: Session): boolean =>
    now() - usedAt >= IDLE || now() - startedAt >= LONGEST

  return {
    start({ user, passwordDigest }) {
      for (const session of sessions.values()) if (isOver(session)) sessions.delete(session.id)
      dropOldest(sessions, MOST)
      const time = now()
      const session: Session = {
        id: randomText(),
        user: { id: user.id, username: user.username },
        passwordDigest,
        csrf: randomText(),
        startedAt: time,
        usedAt: time,
        confirmedAt: time,
        results: new Map(),
      }
      sessions.set(session.id, session)
      return session
    },
    find(id, { isUse = true } = {}) {
      const session = sessions.get(id)
      if (session === undefined) return undefined
      if (isOver(session)) {
        sessions.delete(id)
        return undefined
      }
      if (isUse) session.usedAt = now()
      return session
    },
    end: (id) => void sessions.delete(id),
    confirm: (session) => void (session.confirmedAt = now()),
    isRecent: (session) => now() - session.confirmedAt < RECENT,
  }
}

/** Keeps a result until its page is shown. Returns the key. */
export function keepResult({ results }: Session, result: ActionResult): string {
  dropOldest(results, MOST_RESULTS)
  const key = randomBytes(6).toString('base64url')
  results.set(key, result)
  return key
}

export function takeResult({ results }: Session, key: string): ActionResult | undefined {
  const result = results.get(key)
  results.delete(key)
  return result
}

/** Whether a form was made for this session. */
export function isOwnForm(session: Session, csrf: unknown): boolean {
  if (typeof csrf !== 'string') return false
  const [given, wanted] = [Buffer.from(csrf), Buffer.from(session.csrf)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys()
  if (map.size >= most && oldest !== undefined) map.delete(oldest)
}

/** 256 bits. */
function randomText(): string {
  return randomBytes(32).toString('base64url')
}
