/** Programs on a runtime that is not ours: each a process of its own, listening on loopback. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

import { describe } from 'vitest'

import { type RuntimeName, programOf } from '../../../../../scripts/runtimes.mjs'
import type { ScenarioApp } from '../../../src/contracts/index.ts'
import { lacks } from '../peers/peers.ts'

export type { RuntimeName }

/** Tests of a runtime, where it is installed. */
export function onRuntime(name: RuntimeName, tests: (program: string) => void): void {
  describe.skipIf(name !== 'node-24' && lacks(name))(`on ${name}`, () =>
    tests(programOf(name) ?? name),
  )
}

/**
 * The program once it has said its port, on standard output or, as workerd does, on file descriptor 3.
 * Rejects with what it said where it ends before.
 */
export function started(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ScenarioApp> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let output = ''
    const receive = (data: Buffer): void => {
      output += data.toString()
      const port = /"?port"?: ?(\d+)/.exec(output)?.[1]
      if (port !== undefined) resolve({ port: Number(port), close: () => ended(child) })
    }
    for (const stream of child.stdio.slice(1)) (stream as Readable).on('data', receive)
    child.on('error', reject)
    child.on('exit', () => reject(new Error(`${program} ended: ${output}`)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.on('exit', () => resolve())
    child.kill()
  })
}
