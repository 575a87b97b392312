/** A thousand users, their tokens, and their JWTs for the other guards. */
import { createSigner } from 'fast-jwt'
import { type TokenApi, createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

export const JWT_SECRET = 'a secret key for the JWT guards, long enough'

const users = Array.from({ length: 1_000 }, (_, i) => ({
  id: i + 1,
  username: `user-${i}`,
  password: `pbkdf2_sha256$1000000$salt${i}$hash${i}`,
  isActive: true,
}))

export const api: TokenApi = createTokenApi({
  secretKey: 'a secret of the benchmark, as long as it should be',
  store: memoryStore(users),
})

/** The `Authorization` field of every user: a token, or a JWT. */
export const ours: readonly string[] = users.map(
  (user) => `Bearer ${user.id}:${api.makeToken(user)}`,
)
const sign = createSigner({ key: JWT_SECRET, expiresIn: 86_400_000 })
export const theirs: readonly string[] = users.map(
  ({ id, username }) => `Bearer ${sign({ sub: String(id), username })}`,
)

export const HELLO = { hello: 'world' }
