/** A text without what was wrapped around it, and the names of that. */
export interface Cleaned {
  readonly text: string
  readonly removed: ReadonlySet<string>
}

const WRAPPINGS: readonly (readonly [what: string, remove: (text: string) => string])[] = [
  ['white space', (text) => text.trim()],
  ['quotation marks', (text) => text.replace(/^["'`“”‘’«»]+|["'`“”‘’«»]+$/g, '')],
  ['the scheme', (text) => text.replace(/^(?:bearer|basic|token)[ \t:]+/i, '')],
  ['punctuation', (text) => text.replace(/^[<([{]+|[>)\]},;.]+$/g, '')],
  ['URL encoding', (text) => (text.includes('%') ? decoded(text) : text)],
]

/** A longer text is no token in a wrapping. */
const LONGEST = 1_000
const MOST_LAYERS = 5

/** The text inside white space, quotation marks, a scheme and URL encoding, in any order. */
export function clean(text: string): Cleaned {
  const removed = new Set<string>()
  let inner = text
  for (let layer = 0; layer < MOST_LAYERS && text.length <= LONGEST; layer++) {
    const before = inner
    for (const [what, remove] of WRAPPINGS) {
      const after = remove(inner)
      if (after !== inner) removed.add(what)
      inner = after
    }
    if (inner === before) break
  }
  return { text: inner, removed }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
