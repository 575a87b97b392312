/** A token server over SQLite with one user, and an application: processes of their own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '../../packages/server/bin/tokenapi.mjs')
const APPLICATION = join(import.meta.dirname, 'application.ts')
const SETTINGS = {
  PATH: process.env['PATH'] ?? '',
  SECRET_KEY: 'a secret of the benchmark, as long as it should be',
  PASSWORD_ITERATIONS: '1000',
  ACCESS_TOKENS: 'true',
  GATEWAY: 'nginx,haproxy,caddy',
  TRUST_PROXY: '127.0.0.1',
  LOG_LEVEL: 'info',
}

export interface Parts {
  /** Hosts and ports. */
  readonly server: string
  readonly application: string
  readonly authorization: string
  stop(): void
}

export async function startParts(): Promise<Parts> {
  const cwd = mkdtempSync(join(tmpdir(), 'tokenapi-bench-'))
  const run = (args: readonly string[], input = ''): string =>
    execFileSync(process.execPath, [BIN, ...args], {
      cwd,
      input,
      encoding: 'utf8',
      env: SETTINGS,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  run(['migrate'])
  run(['user', 'add', 'maria'], 'a password of the benchmark\n')
  const token = run(['token', 'issue', 'maria', '--scope', '*']).trim()
  const children = [
    spawn(process.execPath, [BIN, 'serve', '--port', '0'], { cwd, env: SETTINGS }),
    spawn(process.execPath, [APPLICATION]),
  ] as const
  const [server, port] = await Promise.all([
    printed(children[0], /"url":"http:\/\/([^"]+)","msg":"listening"/),
    printed(children[1], /^(\d+)$/m),
  ])
  return {
    server,
    application: `127.0.0.1:${port}`,
    authorization: `Bearer ${token}`,
    stop: () => {
      for (const child of children) child.kill('SIGKILL')
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

async function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  for (;;) {
    const [data] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [
      Buffer,
    ]
    text += data.toString()
    const found = pattern.exec(text)?.[1]
    if (found === undefined) continue
    // A full pipe would stop a server that logs.
    child.stdout?.resume()
    return found
  }
}
