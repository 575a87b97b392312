/** Users page by page, in the order of their names, on each database. */
import { describe, expect, it } from 'vitest'

import { type SqlAdmin, type UserPageOptions, sqlAdmin } from '../../src/admin/index.ts'
import { prefixEnd } from '../../src/admin/prefix-end.ts'
import { ConfigError } from '../../src/index.ts'
import { SHARED_DATABASES } from '../audit/shared-databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'

const USERS = Array.from({ length: 2_345 }, (_, i) => ({
  username: `user${String(i * 7).padStart(6, '0')}`,
  password: '!',
  isActive: i % 3 > 0,
}))
const ODD = ['100%', '100_', String.raw`back\slash`, "o'hara", 'zoë', '名前', '%', 'us', 'User']

/** The names of all pages. */
async function walk({ users }: SqlAdmin, options: UserPageOptions): Promise<string[]> {
  const names: string[] = []
  for (let after: UserPageOptions['after']; ;) {
    const page = await users.page({ ...options, after })
    names.push(...page.users.map(({ username }) => username))
    if (page.next === undefined) return names
    after = page.next
  }
}

describeEachPeer(SHARED_DATABASES)('%s', (_name, fresh, open) => {
  const opened = (async () => {
    const store = open(await fresh())
    const admin = sqlAdmin(store)
    await admin.migrate()
    await admin.records.add([...USERS, ...ODD.map((username) => ({ username, password: '!' }))])
    return admin
  })()
  opened.catch(() => {})

  it.each([1, 50, 999, 1_000])(
    'every user once, in the order of the column, %s a page',
    async (limit) => {
      if (limit === 1)
        return expect(await walk(await opened, { limit, prefix: 'user00' })).toHaveLength(1_429)
      const names = await walk(await opened, { limit })
      expect(new Set(names).size).toBe(USERS.length + ODD.length)
      expect(names).toHaveLength(USERS.length + ODD.length)
      expect(names.filter((name) => /^user\d/.test(name))).toEqual(
        USERS.map((each) => each.username),
      )
    },
  )

  it('only users whose names begin so, whatever character that is', async () => {
    const admin = await opened
    const found = async (prefix: string) => (await admin.users.page({ prefix, limit: 1_000 })).users
    expect(await found('user0001')).toHaveLength(14)
    for (const name of ODD.slice(0, 6))
      expect((await found(name)).map((each) => each.username)).toContain(name)
    expect((await found('100_')).map((each) => each.username)).toEqual(['100_'])
    expect((await found('%')).map((each) => each.username)).toEqual(['%'])
    expect(await found('nobody')).toEqual([])
    expect(await found('z\u{10ffff}')).toEqual([])
  })

  it('a limit that cannot be is an error', async () => {
    const { users } = await opened
    for (const limit of [0, 1_001, 1.5, NaN]) {
      await expect(users.page({ limit })).rejects.toThrow(ConfigError)
    }
  })

  it('one user with all columns of its row, without a look at the others', async () => {
    const { records, users } = await opened
    const [user] = (await users.page({ limit: 1 })).users
    expect(await records.get(user?.id ?? 0)).toMatchObject({ ...user, columns: { email: '' } })
    expect(await records.get(999_999)).toBeUndefined()
  })
})

describe('the end of a prefix', () => {
  it.each([
    ['a', 'b'],
    ['az', 'a{'],
    ['\ud7ff', '\ue000'],
    ['a\u{10ffff}', 'b'],
    ['\u{10ffff}', undefined],
    ['', undefined],
  ])('%j: %j', (prefix, end) => expect(prefixEnd(prefix)).toBe(end))
})
