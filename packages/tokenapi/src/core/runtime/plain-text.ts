const NUL_OR_LONE_SURROGATE = /\0|\p{Surrogate}/u

/**
 * Whether every database and hash function keeps this text whole: no NUL, which some refuse and some
 * cut at, and no lone surrogate, which has no UTF-8 and would be replaced.
 */
export function isPlainText(text: string): boolean {
  return !NUL_OR_LONE_SURROGATE.test(text)
}
