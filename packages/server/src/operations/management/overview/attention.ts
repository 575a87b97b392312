/** What an operator should look at first. */
import type { CounterIncrease } from 'tokenapi/admin'

import type { Finding } from '../../../doctor/finding.js'
import { FALLBACKS, LIMITED, LOGINS } from '../../metric-names.js'

export interface Attention {
  readonly level: 'note' | 'warning' | 'problem'
  /** Which of them, for programs: "guessing", "limited_refusals", "fallback_key", or what doctor looked at. */
  readonly about: string
  readonly what: string
  readonly fix: string | null
}

/** Logins that failed or were throttled within `RECENT_MINUTES`, and are more than those that succeeded. */
const MANY_GUESSES = 50
export const RECENT_MINUTES = 10

/** `recent`: sums of the last ten minutes. */
export function guessing(recent: readonly CounterIncrease[]): readonly Attention[] {
  const of = (outcome: string): number =>
    sum(recent, LOGINS, (labels) => labels === `outcome="${outcome}"`)
  const bad = of('failed') + of('throttled')
  if (bad < MANY_GUESSES || bad <= of('succeeded')) return []
  return [
    {
      level: 'warning',
      about: 'guessing',
      what: `${bad.toLocaleString('en')} logins failed or were throttled in the last ${RECENT_MINUTES} minutes`,
      fix: 'somebody guesses passwords, or a client has an old one: look at the addresses in the events `login.failed` and `login.throttled`',
    },
  ]
}

/** `recent`: sums of the last ten minutes. */
export function limitedRefusals(recent: readonly CounterIncrease[]): readonly Attention[] {
  const count = sum(recent, LIMITED)
  if (count === 0) return []
  return [
    {
      level: 'warning',
      about: 'limited_refusals',
      what: `${count.toLocaleString('en')} wrong tokens were answered 429 in the last ${RECENT_MINUTES} minutes`,
      fix: 'a network sends more wrong tokens than REFUSED_TOKENS_PER_MINUTE allows: somebody guesses tokens, or a client repeats an old one. Look at the addresses in the events `authentication.refused`. Good tokens are let in from there too',
    },
  ]
}

/** `lastDay`: sums of the last day. */
export function fallbackKey(lastDay: readonly CounterIncrease[]): readonly Attention[] {
  const count = sum(lastDay, FALLBACKS)
  if (count === 0) return []
  return [
    {
      level: 'note',
      about: 'fallback_key',
      what: `${count.toLocaleString('en')} verifications in the last day needed an old key`,
      fix: 'clients still have tokens that it signed: keep it in SECRET_KEY_FALLBACKS until these have expired',
    },
  ]
}

export function unwritten(problem: string | undefined): readonly Attention[] {
  if (problem === undefined) return []
  return [
    {
      level: 'warning',
      about: 'counters',
      what: `counters cannot be written: ${problem}`,
      fix: 'they wait in memory, and are written when this is fixed',
    },
  ]
}

export function dropped(count: number): readonly Attention[] {
  if (count === 0) return []
  return [
    {
      level: 'warning',
      about: 'events',
      what: `${count.toLocaleString('en')} events were dropped since the start`,
      fix: 'too many came at once: the figures are too low by their number',
    },
  ]
}

/** What has to be done; notes are on the page of doctor. */
export function doctorsFindings(findings: readonly Finding[]): readonly Attention[] {
  return findings.flatMap(({ level, check: about, what, fix = null }) =>
    level === 'problem' || level === 'warning' ? [{ level, about, what, fix }] : [],
  )
}

const ORDER = ['problem', 'warning', 'note'] as const

/** The worst first. */
export function inOrder(attention: readonly Attention[]): readonly Attention[] {
  return attention.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level))
}

function sum(
  sums: readonly CounterIncrease[],
  metric: string,
  fits: (labels: string) => boolean = () => true,
): number {
  return sums
    .filter(({ name, labels }) => name === metric && fits(labels))
    .reduce((all, { count }) => all + count, 0)
}
