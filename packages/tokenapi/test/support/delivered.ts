/** Turns of the event loop: on a slow machine the queue gives one event to a listener in each of them. */
const TURNS = 50

/** Resolves when the events of this turn, 50 at most, have been given to listeners. */
export async function delivered(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve))
}
