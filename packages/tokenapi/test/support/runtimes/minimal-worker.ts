/** One guarded view; a refusal tells what would be let in, for the test. */
import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

const user = { id: 1, username: 'maria', password: 'a hash', isActive: true }
const api = createTokenApi({
  secretKey: 'a secret key of this test alone',
  store: memoryStore([user]),
})

export default {
  fetch: api.tokenRequired(
    { onRefused: () => new Response(`Bearer 1:${api.makeToken(user)}`) },
    (_request, authentication) => new Response(authentication.user.username),
  ),
}
