/** Stores that upgrade hashes, right but for one mistake. */
import type { PasswordUpgrade, UserId } from '../../src/index.ts'
import { type Mistake, type Right, firstOf } from './mistaken-store.ts'

type Keep = NonNullable<PasswordUpgrade['keep']>

/** Swaps whatever hash is stored. */
async function swapAny(right: Right, upgrade: PasswordUpgrade): Promise<boolean> {
  const user = await right.findById(upgrade.id)
  return user !== undefined && right.upgrades.replaceHash({ ...upgrade, from: user.password })
}

/** Keeps tokens, whatever becomes of the hash. */
async function keepAnyway(right: Right, keep: Keep | undefined): Promise<void> {
  const user = await firstOf(right, () => true)
  if (user === undefined || keep === undefined) return
  const { id, password } = user
  await right.upgrades.replaceHash({ id, from: password, to: password, keep })
}

/** Keeps something else than it is told to. */
function keeping(change: (keep: Keep) => Keep | undefined): Mistake {
  return (right) => ({
    replaceHash({ keep, ...upgrade }: PasswordUpgrade) {
      const changed = keep && change(keep)
      return right.upgrades.replaceHash(
        changed === undefined ? upgrade : { ...upgrade, keep: changed },
      )
    },
  })
}

export const looksNever: Mistake = (right) => ({
  replaceHash: (upgrade: PasswordUpgrade) => swapAny(right, upgrade),
})

export const looksBeforeOnly: Mistake = (right) => ({
  async replaceHash(upgrade: PasswordUpgrade) {
    const user = await right.findById(upgrade.id)
    await new Promise(setImmediate)
    return user?.password === upgrade.from && swapAny(right, upgrade)
  },
})

export const ignoresCase: Mistake = (right) => ({
  async replaceHash(upgrade: PasswordUpgrade) {
    const user = await right.findById(upgrade.id)
    const same = user?.password.toLowerCase() === upgrade.from.toLowerCase()
    return same && swapAny(right, upgrade)
  },
})

export const keepsBefore: Mistake = (right) => ({
  async replaceHash(upgrade: PasswordUpgrade) {
    await keepAnyway(right, upgrade.keep)
    return right.upgrades.replaceHash(upgrade)
  },
})

export const keepsLater: Mistake = (right) => ({
  async replaceHash({ keep, ...upgrade }: PasswordUpgrade) {
    const done = await right.upgrades.replaceHash(upgrade)
    // Long enough for a timer that is due at once to be first.
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (done) await keepAnyway(right, keep)
    return done
  },
})

export const keepsNone: Mistake = keeping(() => undefined)
export const keepsFew: Mistake = keeping((keep) => ({ ...keep, tokens: keep.tokens.slice(0, 500) }))
export const bindsNothing: Mistake = keeping((keep) => ({ ...keep, boundFrom: 'nothing' }))
export const forgets: Mistake = keeping(({ tokens, ...keep }) => ({
  ...keep,
  tokens: tokens.filter(({ lastDay }) => lastDay > keep.today),
}))

export const bindsAll: Mistake = (right) => {
  let last: string | undefined
  return {
    async replaceHash(upgrade: PasswordUpgrade) {
      const done = await right.upgrades.replaceHash(upgrade)
      if (done) last = upgrade.keep?.boundTo
      return done
    },
    findKeptToken: async (digest: string) => (await right.upgrades.findKeptToken(digest)) && last,
  }
}

export const nullForUnknown: Mistake = (right) => ({
  findKeptToken: async (digest: string) => (await right.upgrades.findKeptToken(digest)) ?? null,
})

export const nobodyThrows: Mistake = (right) => ({
  async replaceHash(upgrade: PasswordUpgrade) {
    if ((await right.findById(upgrade.id)) === undefined) throw new Error('no such user')
    return right.upgrades.replaceHash(upgrade)
  },
})

/** Answers are remembered, and a swap changes none of them. */
export const cachesUsers: Mistake = (right) => {
  const known = new Map<UserId, unknown>()
  return {
    async findById(id: UserId) {
      const user = known.get(id) ?? (await right.findById(id))
      if (user !== undefined) known.set(id, user)
      return user
    },
  }
}

export const activates: Mistake = (right) => ({
  async replaceHash(upgrade: PasswordUpgrade) {
    const done = await right.upgrades.replaceHash(upgrade)
    if (done) await right.users.update(upgrade.id, { isActive: true })
    return done
  },
})

export const noPlace: Mistake = () => ({ canKeepTokens: async () => false })
