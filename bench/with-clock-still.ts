/** Runs `measure` while `performance.now()`, by which remembered tokens age, is still. Other parts need it to go on. */
export async function withClockStill(measure: () => Promise<void>): Promise<void> {
  const { now } = performance
  const still = now.call(performance)
  performance.now = () => still
  try {
    await measure()
  } finally {
    performance.now = now
  }
}
