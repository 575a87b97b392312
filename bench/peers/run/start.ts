/** Starts the server of a row in a fresh process, over a fresh copy of its database. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '../../../scripts/services.mjs'
import type { Row } from '../row.ts'
import type { Setup } from '../setup/index.ts'
import { ROOT } from '../setup/matrix.ts'
import { PYTHON } from '../setup/programs.ts'
import { requestsOf } from '../setup/request-lists.ts'
import { SECRET } from '../setup/users.mjs'
import { SERVER_CORE } from './cores.ts'
import { endFamily } from './processes.ts'
import { type Answer, send } from './send.ts'

export interface RunningServer {
  readonly pid: number
  readonly port: number
  /** Milliseconds from the start of the process to its first answer to a guarded request. */
  readonly startMs: number
  /** The URL of its copy of the database, if it has one. */
  readonly database: string | undefined
  /** The database server, if there is one. */
  readonly databasePid: number | undefined
  stop(): void
}

const PATIENCE = 30_000

/** Throws `Error` if the server does not answer a guarded request with 200. */
export async function start(row: Row, setup: Setup, djangoTokenapi = ''): Promise<RunningServer> {
  const port = await freePort()
  const template = setup.templates.get(row.database as 'sqlite')
  const database = await template?.copy()
  const list = requestsOf(row, setup.folder)
  // A server with access tokens in memory writes it.
  if (row.requests === 'access' && row.database === 'memory') rmSync(list, { force: true })

  const began = performance.now()
  const child = spawn('taskset', ['-c', SERVER_CORE, ...filledIn(row.command, port)], {
    cwd: join(import.meta.dirname, '..', row.folder ?? ''),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE: database ?? row.database,
      SECRET,
      TOKEN_LIST: list,
      PYTHONPATH: djangoTokenapi,
      ...row.env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${row.id}: taskset does not start`)
  const stop = (): void => {
    process.off('exit', stop)
    endFamily(pid)
  }
  // Where the run is stopped.
  process.once('exit', stop)
  try {
    await firstAnswer(row, child, list, port)
    const startMs = performance.now() - began
    return { pid, port, startMs, database, databasePid: template?.pid, stop }
  } catch (error) {
    stop()
    throw error
  }
}

function filledIn(command: readonly string[], port: number): readonly string[] {
  const values = { node: process.execPath, python: PYTHON, root: ROOT, port: String(port) }
  return command.map((word) =>
    word.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name]),
  )
}

async function firstAnswer(
  { id }: Row,
  child: ChildProcess,
  list: string,
  port: number,
): Promise<void> {
  let errors = ''
  child.stderr?.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-2_000)))
  const deadline = performance.now() + PATIENCE
  let last: Answer | undefined
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
    if (existsSync(list)) {
      const [line = ''] = readFileSync(list, 'utf8').split('\n', 1)
      last = await send(port, line).catch(() => undefined)
      if (last?.status === 200) return
    }
    await sleep(2)
  }
  const answer = last === undefined ? 'no answer' : `${last.status} ${last.body.slice(0, 200)}`
  throw new Error(`${id}: the server does not answer with 200, but: ${answer}\n${errors}`)
}
