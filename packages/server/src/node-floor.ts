/** By line: the first version with the security fixes of March 2026. Line 20 ended with it. */
const FLOORS: Readonly<Record<number, readonly [number, number]>> = {
  20: [20, 2],
  22: [22, 2],
  24: [14, 1],
}
const CURRENT = '22.22.2, 24.14.1 or newer'

/** What is wrong with a version of Node.js, such as "22.18.0"; `undefined` where nothing is known. */
export function nodeWeakness(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const floor = FLOORS[major]
  if (floor !== undefined) {
    const isOlder = minor < floor[0] || (minor === floor[0] && patch < floor[1])
    if (isOlder) return `Node.js ${version} lacks security fixes: install ${CURRENT}`
  }
  // Even lines are maintained for years, odd ones for months.
  const hasEnded = major <= 20 || major % 2 === 1
  return hasEnded ? `Node.js ${major} gets no more security fixes: install ${CURRENT}` : undefined
}
