/** The server as people run it: a process of its own. */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect } from 'vitest'

import type { TestServer } from './questions.ts'

const BIN = fileURLToPath(new URL('../../../server/bin/tokenapi.mjs', import.meta.url))

// `mysql2` says so where MySQL closes an idle connection just as it is taken. Another is taken then.
const OF_NO_HARM = /^Warning: got packets out of order\. Expected 1 but received 0\n/gm

export interface Product extends TestServer {
  /** All it has said. */
  output(): string
  /** It is the process that was started, and had nothing to complain of. */
  expectUnharmed(): void
  /** As an operator stops it: its exit code. */
  stop(): Promise<number | null>
}

export async function product(env: Readonly<Record<string, string>>): Promise<Product> {
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', '--operations-port', '0'], {
    cwd: mkdtempSync(join(tmpdir(), 'tokenapi-')),
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let said = ''
  let complaints = ''
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString()
      const found = /"url":"([^"]+)","msg":"listening"/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', () => reject(new Error(said + complaints)))
  })
  return {
    url,
    output: () => said + complaints,
    expectUnharmed() {
      const harm = complaints.replaceAll(OF_NO_HARM, '')
      expect({ complaints: harm, code: child.exitCode, signal: child.signalCode }).toEqual({
        complaints: '',
        code: null,
        signal: null,
      })
    },
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}
