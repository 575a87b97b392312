import type { RefusalCode } from '../errors.js'

/** Why credentials are accepted or refused. JSON holds it as it is; it contains no token, hash or key. */
export interface Explanation {
  /** Whether they are accepted. `false` also where that is unknown: see `code`. */
  readonly accepted: boolean
  /** Of the refusal. `temporarily_unavailable`: the result is unknown, and a request gets 503. */
  readonly code?: RefusalCode | 'temporarily_unavailable'
  readonly steps: readonly ExplanationStep[]
}

/** One check, and what it found. */
export interface ExplanationStep {
  readonly step: ExplanationStepName
  /** `'unknown'`: the store does not answer, or nothing reveals it. `'skipped'`: it does not decide here. */
  readonly ok: boolean | 'unknown' | 'skipped'
  /** One sentence. */
  readonly found: string
  /** What to do, a line for each possibility. */
  readonly fix?: string
}

/** What was checked, in the order of the steps; programs may rely on the names. */
export type ExplanationStepName =
  | 'form'
  | 'query'
  | 'header'
  | 'credentials'
  | 'token'
  | 'ticket'
  | 'record'
  | 'lifetime'
  | 'day'
  | 'user id'
  | 'user'
  | 'key'
  | 'password'
  | 'kept token'
  | 'active'
  | 'attributes'
  | 'scopes'
  | 'memory'
  | 'login throttle'

/** The verdict, and the steps that led to it. */
export type Verdict = Pick<Explanation, 'accepted' | 'code'>

type Ok = ExplanationStep['ok']

/** A step; without `fix` where there is nothing to do. */
export function step(
  name: ExplanationStepName,
  ok: Ok,
  found: string,
  fix?: string,
): ExplanationStep {
  return { step: name, ok, found, ...(fix !== undefined && { fix }) }
}
