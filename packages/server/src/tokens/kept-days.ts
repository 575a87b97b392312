/** Days for which the records of ended tokens are kept, so that a rotated token that comes back is recognized. */
export const KEPT_DAYS = 7

const DAY = 86_400_000

/** The time before which a token must have ended to be pruned. */
export function pruneBefore(days: number = KEPT_DAYS): Date {
  return new Date(Date.now() - days * DAY)
}
