import { createAuthState } from './auth-state.js'
import { mapAwaitable } from '../runtime/awaitable.js'
import { endOf } from '../access/token-store.js'
import { type ChangeMark, changeWatch } from './change-watch.js'
import { type TokenWindow, isInWindow } from '../classic/classic-token.js'
import type { Credentials } from '../credentials.js'
import { type Parent, ProvenAuthentication } from '../proven-authentication.js'
import type { StoreChange } from './store-changes.js'
import type { ProveToken } from '../verify-token.js'

/** How long, and how much, is remembered of tokens that were valid. */
interface TokenMemoryOptions {
  /** Milliseconds after which every change is seen, by anybody. */
  readonly bound: number
  /** Tokens in each of two generations. */
  readonly most: number
  /** Of a store that can say that nothing has changed at all. */
  readonly changeMark?: ChangeMark | undefined
  /** Milliseconds without a use after which an access token ends. */
  readonly idle?: number | undefined
  /** Calls back after each change that this process makes. */
  listen(listener: (change: StoreChange) => void): void
  /** Milliseconds since 1970. */
  clock(): number
  /** Milliseconds, of a clock that never goes back. */
  elapsed(): number
}

type AccessParent = Extract<Parent, { readonly kind: 'access' }>

export interface TokenMemoryParts<A> extends TokenMemoryOptions {
  readonly prove: ProveToken<A>
  window(): TokenWindow
}

/** Tokens that were valid, with their authentications. */
export interface TokenMemory<A> {
  /** The authentication, if it was proven within the bound and the token has not expired since. */
  find(credentials: Credentials): ProvenAuthentication<A> | undefined
  /** Proves credentials by the store, and remembers the result. */
  prove: ProveToken<A>
  /** Seconds for which the token is believed from now on, if it is remembered. Counts as no use. */
  secondsLeft(credentials: Credentials): number | undefined
  figures(this: void): TokenMemoryFigures
}

/** For operators. */
interface TokenMemoryFigures {
  /** Tokens that would be believed now. */
  readonly remembered: number
  /** Requests that were answered from memory, since the start. */
  readonly hits: number
  /** Requests that were not, since the start. */
  readonly lookUps: number
  /** Milliseconds: the age of the oldest entry that would be believed now. */
  readonly oldest: number
}

export function createTokenMemory<A>(parts: TokenMemoryParts<A>): TokenMemory<A> {
  const { bound, most, changeMark, idle, listen, clock, elapsed, prove, window } = parts
  const state = createAuthState<ProvenAuthentication<A>>({
    ...{ bound, most, elapsed, keysOf },
    now: clock,
    reload: (token, { user, token: { kind } }) =>
      prove({ token, user: kind === 'classic' ? String(user.id) : undefined }, undefined),
  })
  listen((change) => state.forget(keyOf(change)))
  const isUsable =
    changeMark === undefined ? undefined : changeWatch(changeMark, state.forgetAll, elapsed)

  let lookUps = 0
  /** Entries that were found, and did not fit the request. */
  let unfit = 0
  const isGood = (authentication: ProvenAuthentication<A>): boolean => {
    const parent = ProvenAuthentication.parentOf(authentication)
    if (parent?.kind === 'classic') return isInWindow(parent, window())
    if (parent?.kind !== 'access') return false
    const { issuedAt, expiresAt } = authentication.token
    // A handler may have set the dates of what it was given, and the next one gets the same.
    const isAsProven =
      issuedAt.getTime() === parent.issuedAt && expiresAt?.getTime() === parent.expiresAt
    return isAsProven && clock() < endOfUse(parent, idle)
  }

  return {
    find({ user, token }) {
      const known = isUsable?.() === false ? undefined : state.find(token)
      if (known !== undefined && isOf(known, user) && isGood(known)) return known
      if (known !== undefined) unfit++
      lookUps++
      return undefined
    },
    prove({ user, token: presented }, request) {
      // The key, and what a ticket is bound to: one text.
      const token = copyOf(presented)
      const reading = state.begin()
      return mapAwaitable(prove({ user, token }, request), (authentication) => {
        if (isUsable?.() !== false && isOf(authentication, user)) {
          state.remember(token, authentication, reading)
        }
        return authentication
      })
    },
    secondsLeft({ user, token }) {
      if (isUsable?.() === false) return undefined
      const known = state.peek(token)
      if (known === undefined || !isOf(known.proof, user) || !isGood(known.proof)) return undefined
      return (bound - known.age) / 1_000
    },
    figures() {
      const { hits, entries: remembered, oldest } = state.figures()
      return { remembered, hits: hits - unfit, lookUps, oldest }
    },
  }
}

/** When an access token ends, as its record has it. A use that is not recorded yet may make it later: the store decides. */
function endOfUse(parent: AccessParent, idle = Infinity): number {
  return Math.min(endOf(parent), Math.max(parent.issuedAt, parent.lastUsedAt ?? 0) + idle)
}

/** Whether the token may be presented with this user id. Other spellings of an id are left to the store. */
function isOf<A>({ user, token }: ProvenAuthentication<A>, presented: string | undefined): boolean {
  return presented === undefined ? token.kind === 'access' : presented === String(user.id)
}

/** A part of a header would keep the whole header in memory. A caller in JavaScript may pass anything. */
function copyOf(token: string): string {
  return typeof token === 'string' ? Buffer.from(token).toString() : token
}

function keyOf(change: StoreChange): string {
  return 'userId' in change ? `user:${change.userId}` : `token:${change.tokenId}`
}

function keysOf<A>({ user, token }: ProvenAuthentication<A>): readonly string[] {
  const userKey = `user:${user.id}`
  return token.kind === 'access' ? [userKey, `token:${token.id}`] : [userKey]
}
