/** What the recording process knows of users and tokens, from the changes that were acknowledged. */
import type { RecordedToken, Run, Span } from './facts.ts'

export interface Person {
  readonly id: number
  readonly username: string
  readonly password: string
  /** As it is stored. */
  hash: string
  isActive: boolean
  exists: boolean
  readonly tokens: Token[]
  /** A change is under way: one at a time, so that what is stored is known. */
  isBusy: boolean
  /** A change of it may still arrive. */
  isLost: boolean
}

/** A classic token has a user, an access token has none. */
export interface Presented {
  readonly user?: string
  readonly token: string
}

export interface Token extends RecordedToken {
  readonly person: Person
  readonly credentials: Presented
  /** Of an access token. */
  readonly id?: string | undefined
  /** Stored hashes with which it is valid. */
  readonly hashes: Set<string>
  isRevoked: boolean
  /** Nothing is certain any more. */
  isRetired: boolean
  /** When its last change ended. */
  changedAt: number
}

export type PersonState = Pick<Person, 'hash' | 'isActive' | 'exists'>

export function isValid(token: Token, person: PersonState = token.person): boolean {
  return person.exists && person.isActive && !token.isRevoked && token.hashes.has(person.hash)
}

/** Of a token that nobody was given. */
export const NEVER_VALID: Span = { from: -Infinity, validity: 'invalid' }

/** A token of a user as stored now. */
export function addToken(
  person: Person,
  given: Pick<Token, 'kind' | 'credentials' | 'id' | 'key'>,
): Token {
  const token: Token = {
    ...given,
    person,
    hashes: new Set([person.hash]),
    isRevoked: false,
    isRetired: false,
    changedAt: performance.now(),
    spans: [],
  }
  token.spans.push({ from: token.changedAt, validity: isValid(token) ? 'valid' : 'invalid' })
  person.tokens.push(token)
  return token
}

/** Nothing is certain of it from now on. */
export function retire(token: Token): void {
  token.isRetired = true
  token.spans.push({ from: performance.now(), validity: 'unknown' })
}

interface Change {
  readonly reason: string
  /** The run that makes it. */
  readonly by?: Run | undefined
  /** Tokens whose validity it changes. */
  readonly tokens: readonly Token[]
  /** Makes it, and notes in the model what is stored then. */
  make(): Promise<void>
}

/** A change, with spans for its tokens. Where it rejects, nothing is certain of them any more. */
export async function recordChange({ reason, by, tokens, make }: Change): Promise<void> {
  const known = tokens.filter(({ isRetired }) => !isRetired)
  const from = performance.now()
  for (const { spans } of known) spans.push({ from, validity: 'unknown' })
  try {
    await make()
  } catch {
    known.forEach(retire)
    return
  }
  const now = performance.now()
  for (const token of known) {
    const span: Span = { from: now, validity: isValid(token) ? 'valid' : 'invalid', reason, by }
    token.spans.push(span)
    token.changedAt = now
  }
}

/** Those whose validity changes with this state of their user. */
export function affectedBy(person: Person, state: Partial<PersonState>): Token[] {
  const after = { ...person, ...state }
  return person.tokens.filter((token) => isValid(token) !== isValid(token, after))
}
