/** Counts by the upper bounds of their buckets in seconds; `Infinity` is the last one. */
export type Buckets = ReadonlyMap<number, number>

/**
 * An estimate of a quantile in seconds, as Prometheus makes it: evenly spread within a bucket. `undefined` without counts;
 * the greatest finite bound where it is in the last bucket.
 */
export function quantile(
  share: number,
  buckets: Buckets,
  bounds: readonly number[],
): number | undefined {
  const total = [...buckets.values()].reduce((sum, count) => sum + count, 0)
  if (total === 0) return undefined
  const rank = share * total
  let seen = 0
  let lower = 0
  for (const upper of bounds) {
    const count = buckets.get(upper) ?? 0
    if (count > 0 && seen + count >= rank) return lower + ((upper - lower) * (rank - seen)) / count
    seen += count
    lower = upper
  }
  return lower
}
