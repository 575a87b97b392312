/** Access tokens against a model of ten lines, under random changes. */
import { expect, it } from 'vitest'

import { bindingOf } from '../../src/core/classic/kept-token.ts'
import { delivered } from '../support/delivered.ts'
import { DAY, world } from './access-tokens-support.ts'

const SEED = Number(process.env['TOKENS_SEED'] ?? 1)
const RUNS = 40
const TURNS = 60

/** What is known of a token. */
interface Token {
  readonly id: string
  readonly token: string
  readonly user: number
  readonly version: number
  readonly expiresAt: number
  readonly unusedUntil: number | undefined
  /** The id of the token that it replaces. */
  readonly parent: string | undefined
  isUsed: boolean
  replacedAt: number | undefined
  isRevoked: boolean
}

it(`agrees with the model (TOKENS_SEED=${SEED})`, async () => {
  let state = SEED
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const seen = new Map<boolean, number>()
  for (let run = 0; run < RUNS; run++) {
    const { api, store, clock, outcome, changePassword } = world({ lifetimeDays: 2 })
    const users = [1, 2].map((id) => ({ id, isActive: true, version: 0 }))
    const tokens: Token[] = []
    const isValid = (token: Token): boolean => {
      const owner = users[token.user - 1]
      if (owner === undefined || !owner.isActive || owner.version !== token.version) return false
      return works(token)
    }
    const works = (token: Token): boolean => {
      if (token.isRevoked || clock.now >= token.expiresAt) return false
      if (token.replacedAt !== undefined && clock.now >= token.replacedAt) return false
      return token.isUsed || token.unusedUntil === undefined || clock.now < token.unusedUntil
    }
    /** With those that replace it and that it replaces, while they work. */
    const family = (token: Token, known: Set<Token> = new Set()): Set<Token> => {
      if (known.has(token) || !works(token)) return known
      known.add(token)
      const near = tokens.filter(({ id, parent }) => parent === token.id || id === token.parent)
      for (const each of near) family(each, known)
      return known
    }
    const put = (user: number, issued: Issued, more: Partial<Token>): void => {
      const { id, expiresAt } = issued.record
      const version = users[user - 1]?.version ?? -1
      tokens.push({
        ...{ id, token: issued.token, user, version, expiresAt: expiresAt.getTime() },
        ...{
          unusedUntil: undefined,
          parent: undefined,
          isUsed: false,
          replacedAt: undefined,
          isRevoked: false,
        },
        ...more,
      })
    }
    for (let turn = 0; turn < TURNS; turn++) {
      const owner = users[random(2)] as (typeof users)[0]
      const token = tokens[random(Math.max(1, tokens.length))]
      const roll = random(10)
      if (roll < 3 && owner.isActive) put(owner.id, await api.accessTokens.issue(owner.id), {})
      else if (roll === 3) clock.now += [1_000, 59_999, 60_000, DAY, 2 * DAY][random(5)] ?? 0
      else if (roll === 4) {
        owner.isActive = !owner.isActive
        await store.users.update(owner.id, { isActive: owner.isActive })
      } else if (roll === 5 && random(3) === 0) {
        await changePassword(owner.id, `password ${run} ${turn}`)
        owner.version++
      } else if (roll === 6 && token !== undefined) {
        const isLiving = isValid(token)
        const rotated = await api.accessTokens.rotate(token.id)
        expect(rotated !== undefined).toBe(isLiving)
        if (rotated === undefined) continue
        token.replacedAt ??= clock.now + 60_000
        put(token.user, rotated, { unusedUntil: token.replacedAt, parent: token.id })
      } else if (roll === 7 && token !== undefined) {
        expect(await api.accessTokens.revoke(token.id)).toBe(works(token))
        for (const each of family(token)) each.isRevoked = true
      } else if (roll === 9 && random(3) === 0) {
        const user = await store.findById(owner.id)
        if (user === undefined) throw new Error('no user was removed')
        const rehashed = { ...user, password: `${user.password}+` }
        const rebind = { from: bindingOf(user), to: bindingOf(rehashed) }
        const hashes = { from: user.password, to: rehashed.password }
        await store.upgrades.replaceHash({ id: owner.id, ...hashes, rebind })
      } else if (roll === 8 && random(4) === 0) {
        await api.accessTokens.revokeAll(owner.id)
        for (const each of tokens) {
          if (each.user === owner.id && works(each)) each.isRevoked = true
        }
      } else if (token !== undefined) {
        const expected = isValid(token)
        expect(
          (await outcome({ token: token.token })) === 'in',
          JSON.stringify({ run, turn, token }),
        ).toBe(expected)
        if (expected) token.isUsed = true
        await delivered()
        seen.set(expected, (seen.get(expected) ?? 0) + 1)
      }
    }
    for (const token of tokens) {
      const shown = (await api.accessTokens.get(token.id)) !== undefined
      expect(shown, JSON.stringify({ run, token })).toBe(isValid(token))
      const { active } = await api.accessTokens.introspect(token.token)
      expect(active).toBe(shown)
    }
  }
  // Both outcomes are among the cases, or the test could not fail.
  for (const expected of [true, false]) expect(seen.get(expected)).toBeGreaterThan(50)
}, 60_000)

type Issued = Awaited<ReturnType<ReturnType<typeof world>['api']['accessTokens']['issue']>>
