/** What an operator should look at first. */
import type { CounterIncrease } from 'tokenapi/admin'

import type { Finding } from '../../../doctor/finding.js'
import { FALLBACKS, LOGINS } from '../../metric-names.js'

export interface Attention {
  readonly level: 'note' | 'warning' | 'problem'
  /** Which of them, for programs: "guessing", "fallback_key", or what doctor looked at. */
  readonly about: string
  readonly what: string
  readonly fix: string | null
}

/** Logins that failed or were throttled within `GUESSING_MINUTES`, and are more than those that succeeded. */
const MANY_GUESSES = 50
export const GUESSING_MINUTES = 10

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
      what: `${bad.toLocaleString('en')} logins failed or were throttled in the last ${GUESSING_MINUTES} minutes: somebody guesses passwords, or a client has an old one`,
      fix: 'look at the addresses in the events "login.failed" and "login.throttled"',
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
      what: `${count.toLocaleString('en')} verifications in the last day needed an old key: clients still have tokens that it signed`,
      fix: 'keep the old key in SECRET_KEY until these tokens have expired',
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
      fix: 'they wait in memory, and are written when this is mended',
    },
  ]
}

export function dropped(count: number): readonly Attention[] {
  if (count === 0) return []
  return [
    {
      level: 'warning',
      about: 'events',
      what: `${count.toLocaleString('en')} events were dropped since the start, because too many came at once: the figures are too low by them`,
      fix: null,
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
