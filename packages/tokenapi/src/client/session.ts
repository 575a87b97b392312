import { ClientError } from './client-error.js'

/** What a client keeps between requests: JSON, a secret. */
export interface Session {
  readonly token: string
  /** Absent only if the client was created with an access token alone. */
  readonly user?: number | string | undefined
  /** The server refused the token. It is kept for the next login alone. */
  readonly ended?: boolean | undefined
  /** A rotation began and its answer has not arrived. The next request finishes it. */
  readonly rotating?: boolean | undefined
}

/** Where the session is kept. The client reads it before each request. */
export interface SessionStorage {
  load(): Promise<Session | null | undefined> | Session | null | undefined
  /** `undefined`: delete it. */
  save(session: Session | undefined): unknown
}

/** A session in memory. */
export function inMemory(session: Session | undefined): SessionStorage {
  return { load: () => session, save: (next) => void (session = next) }
}

/** The session that requests may use. */
export async function currentSession(storage: SessionStorage): Promise<Session | undefined> {
  const session = await storage.load()
  return session && !session.ended ? session : undefined
}

/** The same. Rejects with a `ClientError` without one. */
export async function loggedIn(storage: SessionStorage): Promise<Session> {
  const session = await currentSession(storage)
  if (session) return session
  throw new ClientError(401, 'missing_credentials', 'Log in first')
}

/** Stores `next` if `used` is still the session: a log-out or another login meanwhile wins. */
export async function replace(
  storage: SessionStorage,
  used: Session,
  next: Session,
): Promise<boolean> {
  const isCurrent = (await currentSession(storage))?.token === used.token
  if (isCurrent) await storage.save(next)
  return isCurrent
}
