/** The rows that are not measured, by the reason. */
import type { LeftOut } from '../rows/index.ts'

export function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))]
  return reasons.map((reason) => {
    const rows = leftOut.filter((one) => one.reason === reason)
    return `- ${reason}: ${rows.map(({ id }) => id).join(', ')}`
  })
}
