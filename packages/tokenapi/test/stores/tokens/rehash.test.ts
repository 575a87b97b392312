/** A token that is issued while the stored hash of its user changes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTokenApi, isRefusedError } from '../../../src/index.ts'
import { bindingOf } from '../../../src/core/classic/kept-token.ts'
import { memoryStore } from '../../../src/stores/memory/index.ts'
import type { TokenStore, UserStore } from '../../../src/index.ts'
import { sqlAdmin } from '../../../src/admin/index.ts'
import { describeEachPeer } from '../../support/peers/each-peer.ts'
import { DATABASES, SECRET_KEY } from './nodes.ts'

/** Two hashes of one password, and one of another. */
const [OLD, NEW, OTHER] = ['old$right', 'new$right', 'new$other'] as const

interface World {
  readonly store: UserStore & { readonly tokens: TokenStore }
  /** Another node replaces the hash: of the same password, or of another one. */
  replace(hash: string): Promise<void>
  end(): Promise<void>
}

const overMemory = async (): Promise<World> => {
  const store = memoryStore([{ id: 1, username: 'maria', password: 'x' }])
  return {
    store,
    replace: async (hash) => void (await store.users.update(1, { password: hash })),
    end: async () => {},
  }
}
const WORLDS: readonly (readonly [name: string, open: () => Promise<World>])[] = [
  ...DATABASES.map(([name, fresh]) => {
    const open = async (): Promise<World> => {
      const { user, node, end } = await fresh()
      const [{ store }, other] = [node(), node()]
      const { users } = sqlAdmin(other.store)
      const replace = async (password: string) => void (await users.update(user.id, { password }))
      return { store, replace, end }
    }
    return [name, open] as const
  }),
]

/** An api whose next `add` finds that `meanwhile` has happened since the password was checked. */
function apiOf({ store }: World, meanwhile: () => Promise<unknown>) {
  let next: (() => Promise<unknown>) | undefined = meanwhile
  let checks = 0
  const tokens: TokenStore = {
    ...store.tokens,
    async add(...given) {
      const now = next
      next = undefined
      await now?.()
      return store.tokens.add(...given)
    },
  }
  const api = createTokenApi({
    secretKey: SECRET_KEY,
    store: { ...store, tokens },
    accessTokens: true,
    passwordHasher: {
      check: async (password, encoded) => {
        checks++
        return encoded?.split('$')[1] === password
      },
      make: async (password) => `new$${password}`,
      mustUpdate: () => false,
    },
  })
  const isLetIn = async (token: string): Promise<boolean> => {
    try {
      await api.verify({ token })
      return true
    } catch (error) {
      if (isRefusedError(error)) return false
      throw error
    }
  }
  return { api, isLetIn, checks: () => checks }
}

function cases(open: () => Promise<World>): void {
  let world: World
  beforeAll(async () => {
    world = await open()
  }, 120_000)
  afterAll(() => world.end())

  const rehash = (): Promise<unknown> =>
    world.store.upgrades?.replaceHash({
      ...{ id: 1, from: OLD, to: NEW },
      rebind: {
        from: bindingOf({ id: 1, password: OLD }),
        to: bindingOf({ id: 1, password: NEW }),
      },
    }) ?? expect.fail('no upgrades')

  it('another login stores a new hash of the password: the token works', async () => {
    await world.replace(OLD)
    const { api, isLetIn, checks } = apiOf(world, () => rehash())
    const { token } = await api.login('maria', 'right')
    expect(await isLetIn(token)).toBe(true)
    // The password is checked against the hash that the token is bound to.
    expect(checks()).toBe(2)
  })

  it('the password changes: the login with the old one is refused, and leaves no token', async () => {
    await world.replace(OLD)
    const { api } = apiOf(world, () => world.replace(OTHER))
    await expect(api.login('maria', 'right')).rejects.toMatchObject({ code: 'invalid_login' })
    expect(await api.accessTokens.list(1)).toEqual([])
  })

  it('`issue` while the hash changes: the token works', async () => {
    for (const hash of [NEW, OTHER]) {
      await world.replace(OLD)
      const { api, isLetIn } = apiOf(world, () => world.replace(hash))
      const { token } = await api.accessTokens.issue(1)
      expect(await isLetIn(token)).toBe(true)
    }
  })

  it('a new hash while tokens are added: each of them works', async () => {
    await world.replace(OLD)
    const { api, isLetIn } = apiOf(world, async () => {})
    const logins = Array.from({ length: 10 }, () => api.login('maria', 'right'))
    const [, ...all] = await Promise.all([rehash(), ...logins])
    for (const { token } of all) expect(await isLetIn(token)).toBe(true)
  })
}

describeEachPeer(WORLDS)('on %s', (_name, open) => cases(open))
describe('in memory', () => cases(overMemory))
