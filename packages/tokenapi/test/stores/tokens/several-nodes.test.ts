/** Several nodes over one database. */
import { expect, it } from 'vitest'

import { isRefusedError } from '../../../src/index.ts'
import { newDigest, tokenFor, ROOM, NOW } from '../../../src/contracts/token-samples.ts'
import { describeEachPeer } from '../../support/peers/each-peer.ts'
import { DATABASES, type Node } from './nodes.ts'

const REVOCATIONS = 100

describeEachPeer(DATABASES)('on %s', (_name, fresh) => {
  it('S-01: a token that one of three nodes revoked is refused by all, at the next request', async () => {
    const { user, node, end } = await fresh()
    const three = [node(), node(), node()] as const
    const outcomesOf = (token: string): Promise<readonly string[]> =>
      Promise.all(three.map((each) => outcome(each, token)))
    for (let round = 0; round < REVOCATIONS; round++) {
      const revoking = three[round % 3] ?? three[0]
      const { token, record } = await three[0].api.accessTokens.issue(user.id)
      expect(await outcomesOf(token)).toEqual(['in', 'in', 'in'])
      expect(await revoking.api.accessTokens.revoke(record.id)).toBe(true)
      expect(await outcomesOf(token)).toEqual(['refused', 'refused', 'refused'])
    }
    await end()
  })

  it('a digest is taken for once by one of two nodes', async () => {
    const { node, end } = await fresh()
    const two = [node(), node()]
    for (const digest of Array.from({ length: 30 }, newDigest)) {
      const calls = [...two, ...two].map(({ store }) => store.tokens.useOnce(digest, NOW))
      expect((await Promise.all(calls)).filter(Boolean)).toHaveLength(1)
    }
    await end()
  })
})

// SQLite has one writer.
describeEachPeer(DATABASES.filter(([name]) => name !== 'SQLite'))('on %s', (_name, fresh) => {
  it('eight nodes record uses of the same tokens: no deadlock', async () => {
    const { user, node, end } = await fresh()
    const eight = Array.from({ length: 8 }, () => node())
    const { tokens } = node().store
    const forty = Array.from({ length: 40 }, () => tokenFor(user.id))
    for (const token of forty) await tokens.add(token, ROOM)
    const writes = eight.map(async ({ store }, i) => {
      for (let round = 1; round <= 5; round++) {
        const uses = forty.map(({ id }) => ({
          ...{ id, usedAt: NOW + 10 * round + i },
          ...{ address: '192.0.2.1', userAgent: 'curl/8' },
        }))
        // Each in an order of its own.
        const turned = [...uses.slice(5 * i), ...uses.slice(0, 5 * i)]
        await store.tokens.recordUse(i % 2 === 0 ? turned : turned.toReversed())
      }
    })
    await Promise.all(writes)
    for (const { id } of forty) expect((await tokens.get(id))?.lastUsedAt).toBe(NOW + 57)
    await end()
  })
})

async function outcome({ api }: Node, token: string): Promise<string> {
  try {
    await api.verify({ token })
    return 'in'
  } catch (error) {
    if (isRefusedError(error)) return 'refused'
    throw error
  }
}
