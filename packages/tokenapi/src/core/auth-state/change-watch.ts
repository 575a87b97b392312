/**
 * A mark of the state of a store: another text after each change. Its methods answer in the same turn.
 * `undefined`: it is unknown, as the application's own transaction may be rolled back.
 */
export type ChangeMark = () => string | undefined

/** Milliseconds that a look at the mark holds in one turn of the event loop, which may be long. */
const LONGEST_TURN = 1

/**
 * Looks at the mark once a turn, and reports a change. Returns whether what is remembered may be believed. A look at each
 * request would cost as much as the row itself.
 */
export function changeWatch(
  mark: ChangeMark,
  changed: () => void,
  elapsed: () => number,
): () => boolean {
  let seen: string | undefined
  let lookedAt = -Infinity
  const endOfTurn = (): void => void (lookedAt = -Infinity)

  return () => {
    const now = elapsed()
    if (now - lookedAt < LONGEST_TURN) return seen !== undefined
    if (lookedAt === -Infinity) setImmediate(endOfTurn)
    lookedAt = now
    const current = mark()
    if (current !== seen) changed()
    seen = current
    return seen !== undefined
  }
}
