/** Nodes of the library in processes of their own, as the process that records sees them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

import type { Run } from './facts.ts'
import type { ClockShift } from './node/clock-shim.ts'
import type { NodeSettings } from './node/node.ts'

const FOLDER = join(import.meta.dirname, 'node')
/** Milliseconds. Longer than any fault lasts. */
const PATIENCE = 20_000

export interface NodeOptions extends Omit<NodeSettings, 'secretKey'> {
  readonly name: string
  readonly secretKeys: readonly string[]
  /** A module that is loaded before everything else. */
  readonly hook?: string | undefined
}

export interface Answer {
  /** 0: none. */
  readonly status: number
  readonly body: string
}

export interface HistoryNode {
  readonly name: string
  /** Of the process that runs now. */
  readonly run: Run
  /** Resolves when it is not being started. */
  ready(): Promise<unknown>
  /** A request for the guarded view. */
  get(headers: Readonly<Record<string, string>>): Promise<Answer>
  /** A command of node.ts, with what it answers. */
  command(name: string, given?: object): Promise<Answer>
  shiftClocks(shift: ClockShift): Promise<void>
  freeze(): void
  thaw(): void
  /** Ends it from one moment to the next, and starts it with these keys. */
  restart(keys: readonly number[]): Promise<void>
  stop(): Promise<void>
}

/** Resolves when it serves. */
export async function startNode(
  options: NodeOptions,
  keys: readonly number[],
): Promise<HistoryNode> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  let run: Run = { node: options.name, keys }
  let { child, port } = await spawnNode(options, keys)
  // Passed by requests; closed while the node starts again.
  let isThere: Promise<unknown> = Promise.resolve()

  const send = (path: string, headers: Readonly<Record<string, string>>, body?: string) =>
    new Promise<Answer>((resolve) => {
      const failed = (): void => resolve({ status: 0, body: '' })
      const method = body === undefined ? 'GET' : 'POST'
      const sent = request({ agent, port, host: '127.0.0.1', path, method, headers })
      sent.setTimeout(PATIENCE, () => sent.destroy())
      sent.on('error', failed).on('response', (response) => {
        text(response).then(
          (answer) => resolve({ status: response.statusCode ?? 0, body: answer }),
          failed,
        )
      })
      sent.end(body)
    })
  const command = (name: string, given: object = {}): Promise<Answer> =>
    send(`/do/${name}`, {}, JSON.stringify(given))
  const stop = async (): Promise<void> => {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  return {
    name: options.name,
    get run() {
      return run
    },
    ready: () => isThere,
    get: (headers) => send('/', headers),
    command,
    async shiftClocks(shift) {
      const { status } = await command('shift', shift)
      if (status !== 200) throw new Error('the clocks were not set')
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async restart(next) {
      await stop()
      run = { node: options.name, keys: next }
      const starting = spawnNode(options, next)
      isThere = starting
      ;({ child, port } = await starting)
    },
    async stop() {
      await stop()
      agent.destroy()
    },
  }
}

async function spawnNode(
  { secretKeys, hook, name, ...settings }: NodeOptions,
  keys: readonly number[],
): Promise<{ child: ChildProcess; port: number }> {
  const given = { ...settings, secretKey: keys.map((index) => secretKeys[index]) }
  const imports = [...(hook === undefined ? [] : [hook]), join(FOLDER, 'clock-shim.ts')]
  const child = spawn(
    process.execPath,
    [
      ...imports.flatMap((path) => ['--import', path]),
      join(FOLDER, 'node.ts'),
      JSON.stringify(given),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  return { child, port: await portOf(child, name) }
}

async function portOf(child: ChildProcess, name: string): Promise<number> {
  for await (const line of createInterface(child.stdout as Readable)) return Number(line)
  throw new Error(`${name} did not start`)
}
