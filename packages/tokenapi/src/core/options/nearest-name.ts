/**
 * Of these names the one that was probably meant; `undefined` if none is near. Case does not count.
 *
 * @example
 * nearestName('TOKEN_PREFX', ['TOKEN_PREFIX', 'TIME_ZONE']) // 'TOKEN_PREFIX'
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(name.length / 3))
  const [nearest] = names
    .map((each) => ({ each, changes: changesBetween(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ changes }) => changes <= most)
    .toSorted((a, b) => a.changes - b.changes)
  return nearest?.each
}

/** Letters to insert, remove or replace: Levenshtein's distance. A long name is near nothing. */
function changesBetween(a: string, b: string): number {
  if (a.length > 64) return Infinity
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row.at(-1) as number
}
