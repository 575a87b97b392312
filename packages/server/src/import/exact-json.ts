/** JSON with every number as it is written: JavaScript would round 9007199254740993, and make 1 of 1.0. */
import { randomUUID } from 'node:crypto'

/** A number that JavaScript would round or write in another way. */
export class ExactNumber {
  /** As in the text. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** The key of an object that stands for a number while the text is parsed. No file can know it. */
const MARK = randomUUID()

/** The value of a JSON text. Throws `SyntaxError`. */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // The text is JSON, so whatever looks like a number outside of a string is one.
  let isExact = true
  const marked = text.replace(STRING_OR_NUMBER, (token) => {
    if (token.startsWith('"') || isKept(token)) return token
    isExact = false
    return `{"${MARK}":"${token}"}`
  })
  if (isExact) return value
  return JSON.parse(marked, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null || !Object.hasOwn(each, MARK)) return each
    return new ExactNumber(String((each as Record<string, unknown>)[MARK]))
  })
}

function isKept(token: string): boolean {
  const number = Number(token)
  return String(number) === token && (Number.isSafeInteger(number) || !Number.isInteger(number))
}

/** The JSON text of what `parseExactly` gave, in one line. */
export function jsonText(value: unknown): string {
  if (value instanceof ExactNumber) return value.text
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}:${jsonText(each)}`,
  )
  return `{${members.join(',')}}`
}
