/** Clients that call without a pause, each with one kind of request whose right answer is known. */
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'

export interface Load {
  /** Answers that were not the right ones, in words. */
  readonly wrong: readonly string[]
  /** Answers by kind of request. */
  readonly counts: ReadonlyMap<string, number>
  /** Resolves when every client has its last answer. */
  stop(): Promise<void>
}

export interface Known {
  readonly username: string
  readonly password: string
  /** Tokens of this user, whose id is 1. */
  readonly classic: string
  readonly access: string
}

interface Answer {
  readonly status: number
  readonly body: string
}
type Call = (
  method: 'GET' | 'POST',
  path: string,
  options?: { readonly authorization?: string; readonly form?: Record<string, string> },
) => Promise<Answer>

/** Milliseconds between the requests of one client: other programs of the machine need to run, too. */
const PAUSE = 10

export function startLoad(url: string, known: Known): Load {
  const agent = new Agent({ keepAlive: true })
  const wrong: string[] = []
  const counts = new Map<string, number>()
  const over = new AbortController()
  const call: Call = async (method, path, options = {}) =>
    callOnce(agent, method, url + path, options)
  const repeat = async (kind: string, once: Scenario): Promise<void> => {
    while (!over.signal.aborted) {
      const complaint = await once(call, known).catch((error: unknown) => String(error))
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      if (complaint !== undefined) wrong.push(`${kind}: ${complaint}`)
      await setTimeout(PAUSE)
    }
  }
  const clients = Object.entries(SCENARIOS).map(([kind, once]) => repeat(kind, once))
  return {
    wrong,
    counts,
    stop: async () => {
      over.abort()
      await Promise.all(clients)
      agent.destroy()
    },
  }
}

/** What is wrong with an answer; `undefined`: nothing. */
type Scenario = (call: Call, known: Known) => Promise<string | undefined>

const whoami =
  (wanted: number, authorizationOf?: (known: Known) => string): Scenario =>
  async (call, known) => {
    const authorization = authorizationOf?.(known)
    return differs(
      await call('GET', '/whoami.json', authorization === undefined ? {} : { authorization }),
      wanted,
    )
  }

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a classic token': whoami(200, ({ classic }) => `Bearer 1:${classic}`),
  'an access token': whoami(200, ({ access }) => `Bearer ${access}`),
  'a wrong classic token': whoami(403, () => 'Bearer 1:5hk-0123456789abcdef0123'),
  'an unknown access token': whoami(403, ({ access }) => `Bearer ${changed(access)}`),
  'no token': whoami(401),
  'a wrong password': async (call) => {
    const form = { username: `nobody-${Math.random()}`, password: 'wrong' }
    return differs(await call('POST', '/token/new.json', { form }), 401)
  },
  'a login, its token, and its end': async (call, { username, password }) => {
    const login = await call('POST', '/token/new.json', { form: { username, password } })
    if (login.status !== 200) return differs(login, 200)
    const { token } = JSON.parse(login.body) as { token: string }
    const bearer = { authorization: `Bearer ${token}` }
    return (
      differs(await call('GET', '/whoami.json', bearer), 200) ??
      differs(await call('POST', '/token/tokens/current/revoke.json', bearer), 200) ??
      differs(await call('GET', '/whoami.json', bearer), 403)
    )
  },
}

function differs({ status, body }: Answer, wanted: number): string | undefined {
  return status === wanted ? undefined : `${status} in place of ${wanted}: ${body}`
}

/** Another character, and so another token. */
function changed(token: string): string {
  const at = token.length - 10
  return token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1)
}

async function callOnce(
  agent: Agent,
  method: string,
  url: string,
  { authorization, form }: NonNullable<Parameters<Call>[2]>,
): Promise<Answer> {
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  }
  return new Promise((resolve, reject) => {
    request(url, { method, agent, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
      .on('error', reject)
      .end(form === undefined ? '' : String(new URLSearchParams(form)))
  })
}
