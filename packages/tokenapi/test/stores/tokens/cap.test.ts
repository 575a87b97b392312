import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { afterEach, expect, it } from 'vitest'

import { describeEachPeer } from '../../support/peers/each-peer.ts'
import { DATABASES } from './nodes.ts'

const NODE = join(import.meta.dirname, 'token-node.ts')
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

describeEachPeer(DATABASES)('on %s', (_name, fresh) => {
  it('S-07: two nodes issue 100 tokens at once to one user: exactly 50 are issued', async () => {
    const nodes = await fresh()
    // Processes: two connections of one process to a file of SQLite cannot wait for each other.
    const processes = [1, 2].map(() => {
      const child = spawn(process.execPath, [NODE, nodes.url, 'issue', '50'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      running.push(child)
      return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
    })
    for (const { lines } of processes) expect((await lines.next()).value).toBe('ready')
    const exits = processes.map(({ child }) => once(child, 'exit'))
    for (const { child } of processes) child.stdin.write('go\n')
    const issued = await Promise.all(processes.map(async ({ lines }) => (await lines.next()).value))
    expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0])
    expect(Number(issued[0]) + Number(issued[1])).toBe(50)
    const [row] = await nodes.query<{ tokens: unknown }>(
      'SELECT count(*) AS tokens FROM tokenapi_tokens WHERE revoked_at IS NULL',
    )
    expect(Number(row?.tokens)).toBe(50)
    await nodes.end()
  })
})
