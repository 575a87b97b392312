/** An api whose tickets are tried at a guard. */
import {
  type Authentication,
  type GuardOptions,
  type TicketOptions,
  type TokenApi,
  type TokenApiEvent,
  type TokenApiOptions,
  createTokenApi,
  jsonResponse,
} from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { type MemoryStore, memoryStore } from '../../src/stores/memory/index.ts'
import { type FakeClock, fakeClock } from '../../src/testing/index.ts'

export const SECRET = 'a secret of these tests, long enough'
export const OLD_SECRET = 'the older one of these tests, long enough'
export const PATH = '/report.pdf'
export const WEAK = await makePassword('right', { iterations: 1 })
export const STRONGER = createPasswordHasher({ iterations: 2 })

/** The kind of the token that a ticket is issued from. */
export type Kind = 'classic' | 'access'
export const KINDS: readonly Kind[] = ['classic', 'access']

export interface Bench {
  readonly api: TokenApi
  readonly store: MemoryStore
  readonly clock: FakeClock
  readonly events: TokenApiEvent[]
}

export function bench(options: Partial<TokenApiOptions> = {}): Bench {
  const clock = fakeClock()
  const events: TokenApiEvent[] = []
  const store = memoryStore([
    { id: 1, username: 'maria', password: WEAK },
    { id: 2, username: 'zoe', password: WEAK },
  ])
  return { api: apiOver({ store, clock, events }, options), store, clock, events }
}

/** Another node over the same store. */
export function apiOver(
  { store, clock, events }: Omit<Bench, 'api'>,
  options: Partial<TokenApiOptions> = {},
): TokenApi {
  return createTokenApi({
    secretKey: SECRET,
    store,
    passwordHasher: STRONGER,
    loginThrottle: false,
    accessTokens: true,
    now: clock.now,
    onEvent: (event) => events.push(event),
    ...options,
  })
}

/** The authentication of maria with a new token. */
export async function authenticated({ api, store }: Bench, kind: Kind): Promise<Authentication> {
  if (kind === 'access') {
    const { token } = await api.accessTokens.issue(1, { name: 'Phone', scopes: ['*'] })
    return api.verify({ token })
  }
  const user = await store.findById(1)
  if (user === undefined) throw new Error('no user')
  return api.verify({ user: '1', token: api.makeToken(user) })
}

/** A ticket for `GET /report.pdf` of a minute, unless it says otherwise. */
export async function issued(
  from: Bench,
  options: Partial<TicketOptions> = {},
  kind: Kind = 'classic',
): Promise<string> {
  const authentication = await authenticated(from, kind)
  return from.api.tickets.issue(authentication, {
    method: 'GET',
    path: PATH,
    seconds: 60,
    ...options,
  })
}

/** The answer of a guarded handler: `{ user, kind }`, or the refusal. */
export function ask(
  api: TokenApi,
  target: string,
  init: RequestInit = {},
  guard: GuardOptions = { tickets: true },
): Promise<Response> {
  const view = api.tokenRequired(guard, (_request, authentication?: Authentication) =>
    jsonResponse({ user: authentication?.user.username, kind: authentication?.token.kind }),
  )
  return view(new Request(`http://app.example${target}`, init))
}

/** The status for a ticket, in place of the path's own query string. */
export async function statusWith(api: TokenApi, ticket: string, target = PATH): Promise<number> {
  return (await ask(api, `${target}?ticket=${ticket}`)).status
}
