/** Processes that are killed lose what they have not written yet, and leave the chain whole. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { afterEach, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { sqlEvents } from '../../src/audit/index.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { all } from './events-support.ts'
import { SHARED_DATABASES } from './shared-databases.ts'

const NODE = join(import.meta.dirname, 'recording-node.ts')
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

describeEachPeer(SHARED_DATABASES)('on %s', (_name, fresh, open) => {
  it('two processes are killed while they record: every row but the last ones is there, in one chain', async () => {
    const url = await fresh()
    const store = open(url)
    await sqlAdmin(store).migrate()
    const events = sqlEvents(store)
    const nodes = ['a', 'b'].map((name) => {
      const child = spawn(process.execPath, [NODE, url, name], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      running.push(child)
      return { child, name }
    })
    const written = async (name: string): Promise<readonly unknown[]> =>
      (await all(events.list({ user: { username: name } }))).map(
        ({ details }) => details?.['attempt'],
      )
    await expect
      .poll(
        async () =>
          Math.min(
            ...(await Promise.all(nodes.map(async ({ name }) => (await written(name)).length))),
          ),
        {
          timeout: 60_000,
        },
      )
      .toBeGreaterThan(60)
    for (const { child } of nodes) child.kill('SIGKILL')
    await Promise.all(nodes.map(({ child }) => once(child, 'close')))
    expect(await events.verify()).toMatchObject({ ok: true })
    for (const { name } of nodes) {
      const attempts = await written(name)
      expect(attempts).toEqual(attempts.map((_, i) => i + 1))
    }
    await store.close()
  })
})
