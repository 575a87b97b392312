/** Tokens that no user has, of every kind that reaches a different check. */
import { randomBytes } from 'node:crypto'

interface Presented {
  readonly user?: string
  readonly token: string
}

/** Credentials that are wrong in turn in each way: never twice the same. */
export function wrongTokens(given: {
  /** Ids of known users. */
  readonly users: readonly string[]
  /** A classic token: its day is good. */
  readonly classic: string
  /** Makes a well-formed access token that no store has. */
  makeAccessToken(): string
}): () => Presented {
  const [day] = given.classic.split('-') as [string]
  const mac = (): string => randomBytes(10).toString('hex')
  let count = 0
  const known = (): string => given.users[count % given.users.length] as string
  const kinds: readonly (() => Presented)[] = [
    () => ({ user: known(), token: randomBytes(12).toString('base64url') }),
    () => ({ user: known(), token: `${day}-${mac()}` }),
    () => ({ user: String(1_000_000 + count), token: `${day}-${mac()}` }),
    () => ({ user: known(), token: `1-${mac()}` }),
    () => ({ token: given.makeAccessToken() }),
    () => ({ user: known(), token: given.makeAccessToken() }),
    () => ({ token: `${given.makeAccessToken().slice(0, -6)}000000` }),
  ]
  return () => {
    count++
    return (kinds[count % kinds.length] as () => Presented)()
  }
}
