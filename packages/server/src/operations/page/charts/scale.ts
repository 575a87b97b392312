/** Numbers to places in a drawing of `WIDTH` by `HEIGHT`, which the page stretches. */
export const WIDTH = 1_000
export const HEIGHT = 240

/** With halves that are round too. */
const STEPS = [1, 2, 4, 6, 8, 10]

/** The least round number that is not below the values; 1 for none. */
export function roundMaximum(values: readonly (number | null)[], isWhole: boolean): number {
  const most = values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0)
  if (most === 0) return isWhole ? 4 : 1
  // So that a half is a whole number.
  if (isWhole && most <= 4) return 4
  const unit = 10 ** Math.floor(Math.log10(most))
  const step = STEPS.find((each) => each * unit >= most) ?? 10
  return step * unit
}

export function heightOf(value: number, maximum: number): number {
  return round((HEIGHT * value) / maximum)
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}
