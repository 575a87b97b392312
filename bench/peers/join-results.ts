import type { InRound, Results, RowResult } from './results.ts'

/** The rounds of several runs as those of one. Throws `Error` where they are not of one commit, machine and time of a round. */
export function joinResults([first, ...others]: readonly [Results, ...Results[]]): Results {
  return others.reduce(join, first)
}

function join(earlier: Results, later: Results): Results {
  for (const name of ['commit', 'machine', 'secs'] as const) {
    if (earlier.about[name] === later.about[name]) continue
    throw new Error(
      `results of ${name} ${earlier.about[name]} and ${later.about[name]} are not joined`,
    )
  }
  const { rounds } = earlier.about
  const after = <T>(of: readonly InRound<T>[]): readonly InRound<T>[] =>
    of.map((one) => ({ ...one, round: one.round + rounds }))
  const rows = earlier.rows.map((row): RowResult => {
    const same = later.rows.find(({ id }) => id === row.id)
    if (same === undefined) return row
    return {
      ...row,
      measurements: [...row.measurements, ...after(same.measurements)],
      storms: [...row.storms, ...after(same.storms)],
    }
  })
  return {
    ...earlier,
    about: { ...later.about, rounds: rounds + later.about.rounds },
    rows,
    failures: [...earlier.failures, ...after(later.failures)],
  }
}
