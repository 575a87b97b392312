/** Logins at running servers, and what their logs hold of them. */
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

import type { Running } from './command-line.ts'
import { folder, tokenapi } from './command-line.ts'

export const RIGHT = 'right-password-of-maria'
/** Hashes are cheap: their number is what counts. */
export const SETTINGS = {
  SECRET_KEY: 'canary-secret-5wQ9x-of-these-tests-long-enough',
  PASSWORD_ITERATIONS: '100',
  TRUST_PROXY: '127.0.0.1',
} as const

export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: string
}

/** A login from an address; by default each is from another one. */
export async function login(
  { url }: Pick<Running, 'url'>,
  password: string,
  { username = 'maria', address = nextAddress() } = {},
): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(
      `${url}/token/new.json`,
      {
        method: 'POST',
        agent: false,
        headers: {
          'X-Forwarded-For': address,
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        // Far more than any answer takes; a login that hangs fails the test.
        timeout: 20_000,
      },
      resolve,
    )
      .on('error', reject)
      .on('timeout', () => reject(new Error('no answer to a login')))
      .end(String(new URLSearchParams({ username, password })))
  })
  return {
    status: response.statusCode ?? 0,
    retryAfter: response.headers['retry-after'],
    body: await text(response),
  }
}

let addresses = 0
function nextAddress(): string {
  const n = addresses++
  return `198.${18 + ((n >> 16) & 1)}.${(n >> 8) & 255}.${n & 255}`
}

/** So many wrong logins, some at a time, over these servers in turn. */
export async function guess(
  servers: readonly Pick<Running, 'url'>[],
  count: number,
  { atOnce = 20, username = 'maria' } = {},
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < count) {
      const i = next++
      const server = servers[i % servers.length] as Running
      answers.push(await login(server, `wrong ${i}`, { username }))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return answers
}

/** The log lines of an event. Each `login.failed` is one hash. */
export function eventsOf(servers: readonly Running[], name: string): readonly object[] {
  return servers
    .flatMap((server) => server.output().split('\n'))
    .filter((line) => line.includes(`"event":"${name}"`))
    .map((line) => JSON.parse(line) as object)
}

/** A folder with a database with maria in it. */
export function withMaria(env: Readonly<Record<string, string>>): string {
  const cwd = folder()
  for (const [args, input] of [
    [['migrate'], ''],
    [['user', 'add', 'maria'], `${RIGHT}\n`],
  ] as const) {
    const { status, stderr } = tokenapi(cwd, args, { env: { ...SETTINGS, ...env }, input })
    if (status !== 0) throw new Error(stderr)
  }
  return cwd
}
