import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import type { TcpProxy } from './tcp-proxy.ts'

const run = promisify(execFile)
const hasLists = process.platform === 'linux' && ['/bin/ss', '/usr/bin/ss'].some(existsSync)

/**
 * The greatest number of sockets to the proxy that are held at once while `work` runs, in whatever state:
 * also those that were said goodbye to and wait for a server that is silent. Linux says so; elsewhere
 * the proxy says what it can see.
 */
export async function mostSocketsTo(proxy: TcpProxy, work: () => Promise<void>): Promise<number> {
  const count = hasLists ? countHeld(proxy) : async () => proxy.connections()
  let most = 0
  const over = new AbortController()
  const look = async (): Promise<void> => void (most = Math.max(most, await count()))
  const looking = (async () => {
    while (!over.signal.aborted) {
      await look()
      await sleep(20)
    }
  })()
  try {
    await work()
  } finally {
    over.abort()
    await looking
  }
  // What is held now counts, however fast the work was.
  await look()
  await look()
  return most
}

/**
 * A list is written while sockets come and go, and holds some that were never open together: those
 * count that are in two lists in a row. The kernel leaves out what is over; thousands of that may be
 * there, from other tests, and to read through them here would keep the servers of this one waiting.
 */
function countHeld({ port }: TcpProxy): () => Promise<number> {
  let before: ReadonlySet<string> = new Set()
  return async () => {
    const filter = ['exclude', 'time-wait', 'dport', '=', `:${port}`]
    const { stdout } = await run('ss', ['-Htne', ...filter])
    // One that its process has closed belongs to nobody: its number is 0.
    const held = new Set(Array.from(stdout.matchAll(/ ino:([1-9]\d*)/g), ([, inode = '']) => inode))
    const both = [...held].filter((inode) => before.has(inode))
    before = held
    return both.length
  }
}
