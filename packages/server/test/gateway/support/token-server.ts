/** A token server with the gateway, as its own process, and tokens of two users. */
import { type Running, folder, serve, tokenapi } from '../../support/command-line.ts'

export const PASSWORD = 'right-password-of-these-tests'
export const SETTINGS = {
  SECRET_KEY: 'canary-secret-5wQ9x-of-these-tests-long-enough',
  PASSWORD_ITERATIONS: '100',
  ACCESS_TOKENS: 'true',
  GATEWAY: 'nginx,traefik,caddy,haproxy,envoy,oauth2-proxy',
  TRUST_PROXY: '127.0.0.1',
} as const

export interface Caller {
  readonly id: string
  readonly username: string
  /** `Authorization` fields. */
  readonly basic: string
  /** Of an access token with the scope `reports:read`. */
  readonly bearer: string
  readonly tokenId: string
  readonly token: string
  readonly classicToken: string
}

export interface TokenServer extends Running {
  /** Host and port. */
  readonly address: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly maria: Caller
  /** Her name is not ASCII. */
  readonly zoe: Caller
}

export async function startTokenServer(
  own: Readonly<Record<string, string>> = {},
): Promise<TokenServer> {
  const cwd = folder()
  const env = { ...SETTINGS, ...own }
  run(cwd, env, ['migrate'])
  const [maria, zoe] = [caller(cwd, env, 'maria'), caller(cwd, env, 'zoé, the 1st')]
  const running = await serve(cwd, env)
  return { ...running, address: new URL(running.url).host, cwd, env, maria, zoe }
}

/** Standard output of a command. */
export function run(cwd: string, env: object, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = tokenapi(cwd, args, { env, input })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

function caller(cwd: string, env: object, username: string): Caller {
  const added = run(cwd, env, ['user', 'add', username, '--json'], `${PASSWORD}\n`)
  const { id } = JSON.parse(added) as { id: number }
  const classicToken = run(cwd, env, ['token', 'new', username]).trim()
  const issued = run(cwd, env, ['token', 'issue', username, '--scope', 'reports:read', '--json'])
  const { token, id: tokenId } = JSON.parse(issued) as { token: string; id: string }
  const basic = `Basic ${Buffer.from(`${id}:${classicToken}`).toString('base64')}`
  return { id: String(id), username, basic, bearer: `Bearer ${token}`, tokenId, token, classicToken }
}
