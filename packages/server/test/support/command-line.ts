/** The command line as people run it: real processes, real signals. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const BIN: string = join(dirname(fileURLToPath(import.meta.url)), '../../bin/tokenapi.mjs')
const base = { PATH: process.env['PATH'] ?? '', HOME: tmpdir() }

/** A folder of a test's own. */
export const folder = (): string => mkdtempSync(join(tmpdir(), 'tokenapi-'))

export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end. */
export function tokenapi(
  cwd: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer | undefined; readonly env?: object } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    encoding: 'utf8',
    input: options.input ?? '',
    env: { ...base, ...options.env },
  })
  return { status, stdout, stderr }
}

export interface Running {
  readonly child: ChildProcess
  readonly url: string
  /** Of the listener for operators. */
  readonly operationsUrl: string
  output(): string
  /** Its exit code, after SIGTERM. */
  stop(): Promise<number | null>
}

const running: ChildProcess[] = []

/** For `afterEach`: nothing that a test started is left. */
export function killAll(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL')
}

const LISTENING = /"operationsUrl":"([^"]+)","url":"([^"]+)","msg":"listening"/
const FREE_PORTS = ['--port', '0', '--operations-port', '0']

/** Starts the server on free ports and waits until it says that it listens. */
export async function serve(
  cwd: string,
  env: object = {},
  flags: readonly string[] = FREE_PORTS,
): Promise<Running> {
  const child = spawn(process.execPath, [BIN, 'serve', ...flags], {
    cwd,
    env: { ...base, ...env },
  })
  running.push(child)
  let output = ''
  const urls = await new Promise<readonly [string, string]>((resolve, reject) => {
    const hear = (data: Buffer): void => {
      output += data.toString()
      const [, operations, url] = LISTENING.exec(output) ?? []
      if (operations !== undefined && url !== undefined) resolve([operations, url])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', () => reject(new Error(output)))
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    child,
    url: urls[1],
    operationsUrl: urls[0],
    output: () => output,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}
