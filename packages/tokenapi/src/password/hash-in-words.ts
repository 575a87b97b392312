import { describePassword } from './describe.js'

/** The format of a stored hash in a few words, without a part of it; `undefined` for no known format. */
export function hashInWords(encoded: string): string | undefined {
  const described = describePassword(encoded)
  switch (described.state) {
    case 'unknown':
      return undefined
    case 'unusable':
      return 'marked as unusable'
    case 'malformed':
      return `${described.algorithm}, but cut or out of its limits`
    case 'readable': {
      const { algorithm, iterations } = described
      return iterations === undefined ? algorithm : `${algorithm}, ${iterations} iterations`
    }
  }
}
