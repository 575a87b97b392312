/** Requests a second of every row, and its share of the framework without a guard. */
import { type Results, isQuiet, median, ratio } from '../results.ts'
import { databaseName, number, table } from './format.ts'

const HEAD = [
  ...['row', 'database', 'a revocation is seen', 'requests/s', 'of the bare framework'],
  ...['p50 ms', 'p99 ms', 'CPU µs/request', 'memory MB', 'start ms', 'quiet rounds'],
]

export function throughput({ rows }: Results): string {
  return table(
    HEAD,
    rows.map((row) => {
      const { name, group, framework, database, revocation, measurements: all } = row
      const bare = rows.find((one) => one.group === 'bare' && one.framework === framework)
      return [
        name,
        databaseName(database),
        revocation === 'none' ? '–' : revocation,
        number(median(all, ({ rate }) => rate)),
        group === 'bare' ? '–' : number(ratio(row, bare), 2),
        number(
          median(all, ({ p50 }) => p50),
          2,
        ),
        number(
          median(all, ({ p99 }) => p99),
          2,
        ),
        number(
          median(all, ({ cpuMicroseconds }) => cpuMicroseconds),
          1,
        ),
        number(median(all, ({ memoryMegabytes }) => memoryMegabytes)),
        number(median(all, ({ startMs }) => startMs)),
        `${all.filter(isQuiet).length} of ${all.length}`,
      ]
    }),
  )
}
