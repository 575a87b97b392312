/** What is heavy waits for its turn, so that a small machine is not asked for more than it has. */
const LANES = 2

let free = LANES
const waiting: (() => void)[] = []

export async function twoAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
}
