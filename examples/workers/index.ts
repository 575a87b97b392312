// Token login for a route at the edge. Logins are passed on to ORIGIN, if it is set. Run `npm start` or
// `npx wrangler dev`, and log in as demo with the password demo.
import { createTokenApi, jsonResponse } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { createPasswordHasher } from 'tokenapi/password'

interface Env {
  readonly SECRET_KEY?: string
  /** A server with the same users and the same SECRET_KEY, such as "https://origin.example". */
  readonly ORIGIN?: string
}

/** Cloudflare's limit. It is too low for new hashes, so logins should go to ORIGIN. */
const iterations = 100_000

const apiOf = (env: Env) =>
  createTokenApi({
    secretKey: env.SECRET_KEY ?? 'for trying it out; set SECRET_KEY to your own',
    // Your users: postgresStore(pool) over Hyperdrive, or a store of your own over D1
    store: memoryStore([{ username: 'demo', password: DEMO }]),
    passwordHasher: createPasswordHasher({ iterations }),
  })
let api: ReturnType<typeof apiOf> | undefined

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    api ??= apiOf(env)
    const { pathname } = new URL(request.url)
    if (pathname === '/token/new.json' && env.ORIGIN !== undefined) {
      return fetch(new URL(pathname, env.ORIGIN), request)
    }
    if (pathname.startsWith('/token/')) return api.handle(request)
    if (pathname !== '/index.json') return new Response('Not found', { status: 404 })
    return api.tokenRequired((_, { user }) => jsonResponse({ hello: user.username }))(request)
  },
}

const DEMO =
  'pbkdf2_sha256$100000$eHSRVIOuzZOKjKcfCtmqcV$IU9DQfE6sIHrKf6O2vsqPlTc7UYxu7PID5StATUYkE4='
