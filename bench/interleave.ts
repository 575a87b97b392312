/** Times several contenders in turns, so that changes of the machine's speed affect all of them equally. */

export interface Contender {
  readonly name: string
  /** Runs it this many times. */
  run(times: number): void | Promise<void>
}

/** Median nanoseconds for one run, by name. */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, times }: { readonly rounds: number; readonly times: number },
): Promise<Map<string, number>> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (const { run } of contenders) await run(Math.ceil(times / 2))
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of contenders) {
      const started = process.hrtime.bigint()
      await run(times)
      samples.get(name)?.push(Number(process.hrtime.bigint() - started) / times)
    }
  }
  return new Map([...samples].map(([name, list]) => [name, median(list)]))
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN
}

/** A Markdown table; ratios say how many times as fast as the named contender. */
export function table(
  title: string,
  results: ReadonlyMap<string, number>,
  against: string,
): string {
  const base = results.get(against) ?? Number.NaN
  const rows = [...results].map(
    ([name, ns]) => `| ${name} | ${format(ns)} | ${(base / ns).toFixed(2)} |`,
  )
  return `\n### ${title}\n\n| | one | times as fast as ${against} |\n|---|---|---|\n${rows.join('\n')}\n`
}

export function format(ns: number): string {
  if (ns < 10_000) return `${Math.round(ns)} ns`
  return ns < 10_000_000 ? `${(ns / 1_000).toFixed(1)} us` : `${(ns / 1_000_000).toFixed(1)} ms`
}
