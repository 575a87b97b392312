/** What a run writes down, and what is computed of it. */
import type { LeftOut } from './rows/index.ts'
import type { Database, Framework, Row } from './row.ts'
import type { Measurement, Storm } from './run/measure.ts'

export interface Results {
  readonly about: About
  readonly rows: readonly RowResult[]
  readonly leftOut: readonly LeftOut[]
  readonly failures: readonly Failure[]
}

/** A row that could not be measured in a round. The other rounds count. */
export interface Failure {
  readonly id: string
  readonly round: number
  readonly message: string
}

export type InRound<T> = T & { readonly round: number }

export interface About {
  readonly date: string
  readonly commit: string
  readonly machine: string
  readonly rounds: number
  readonly secs: number
  /** Of Node, Python, the databases, and of each package that is measured. */
  readonly versions: Readonly<Record<string, string>>
}

export interface RowResult {
  readonly id: string
  readonly name: string
  readonly group: Row['group']
  readonly framework: Framework
  readonly database: Database
  readonly revocation: Row['revocation']
  readonly measurements: readonly InRound<Measurement>[]
  readonly storms: readonly InRound<Storm>[]
}

/** The median over the rounds; over the quiet ones where there is any. */
export function median<T extends { readonly others: number }>(
  rounds: readonly T[],
  figure: (round: T) => number,
): number {
  const quiet = rounds.filter(isQuiet)
  return middle((quiet.length > 0 ? quiet : rounds).map(figure))
}

/** How many times the requests of another row: the median of the rounds, as neighbours of a round share the machine. */
export function ratio(row: RowResult, to: RowResult | undefined): number | undefined {
  if (to === undefined) return undefined
  const rounds = row.measurements.flatMap((one) => {
    const other = to.measurements.find(({ round }) => round === one.round)
    if (other === undefined) return []
    return [{ others: Math.max(one.others, other.others), ratio: one.rate / other.rate }]
  })
  return rounds.length === 0 ? undefined : median(rounds, (round) => round.ratio)
}

/** Whether other programs took little of the two cores. */
export function isQuiet({ others }: { readonly others: number }): boolean {
  return others <= 0.12
}

function middle(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2
}
