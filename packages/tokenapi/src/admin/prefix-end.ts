const LAST = 0x10ffff
const SURROGATES = [0xd800, 0xdfff] as const

/** The least text that is greater than all that begin with this one, by code points; `undefined` where no text is. */
export function prefixEnd(prefix: string): string | undefined {
  const points = [...prefix].map((each) => each.codePointAt(0) ?? 0)
  while (points.at(-1) === LAST) points.pop()
  const last = points.pop()
  if (last === undefined) return undefined
  const next = last + 1 === SURROGATES[0] ? SURROGATES[1] + 1 : last + 1
  return String.fromCodePoint(...points, next)
}
