/** The server as users start it, over SQLite with one user: a process of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BIN = join(import.meta.dirname, '../packages/server/bin/tokenapi.mjs')
const SETTINGS = {
  PATH: process.env['PATH'] ?? '',
  SECRET_KEY: 'a secret of the benchmark, as long as it should be',
  PASSWORD_ITERATIONS: '1000',
  ACCESS_TOKENS: 'true',
  LOG_LEVEL: 'info',
}

export interface TokenProcess {
  /** Hosts and ports of its listeners. */
  readonly server: string
  readonly operations: string
  /** Of an access token with every scope. */
  readonly authorization: string
  stop(): void
}

export async function startTokenProcess(
  settings: Readonly<Record<string, string>> = {},
): Promise<TokenProcess> {
  const cwd = mkdtempSync(join(tmpdir(), 'tokenapi-bench-'))
  const env = { ...SETTINGS, ...settings }
  const run = (args: readonly string[], input = ''): string =>
    execFileSync(process.execPath, [BIN, ...args], {
      cwd,
      input,
      encoding: 'utf8',
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  run(['migrate'])
  run(['user', 'add', 'maria'], 'a password of the benchmark\n')
  const token = run(['token', 'issue', 'maria', '--scope', '*']).trim()
  const ports = ['--port', '0', '--operations-port', '0']
  const child = spawn(process.execPath, [BIN, 'serve', ...ports], { cwd, env })
  const [operations, server] = await printed(
    child,
    /"operationsUrl":"http:\/\/([^"]+)","url":"http:\/\/([^"]+)","msg":"listening"/,
  )
  return {
    server: server as string,
    operations: operations as string,
    authorization: `Bearer ${token}`,
    stop: () => {
      child.kill('SIGKILL')
      rmSync(cwd, { recursive: true, force: true })
    },
  }
}

/** The groups of what a process prints first. */
export async function printed(child: ChildProcess, pattern: RegExp): Promise<readonly string[]> {
  let text = ''
  for (;;) {
    const [data] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [
      Buffer,
    ]
    text += data.toString()
    const found = pattern.exec(text)
    if (found === null) continue
    // A full pipe would stop a server that logs.
    child.stdout?.resume()
    child.stderr?.resume()
    return found.slice(1)
  }
}
