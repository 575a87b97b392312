/** Millions of different wrong tokens beside a few good ones: what the good ones and the memory notice of them. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

import { makeAccessToken } from '../packages/tokenapi/dist/core/access/access-token.js'
import { wrongTokens } from '../packages/tokenapi/test/support/wrong-tokens.ts'
import { withClockStill } from './with-clock-still.ts'

const USERS = 500
/** Wrong tokens for each good one. */
const SHARE = 20
const NOW = new Date('2026-03-01T12:00:00Z')
const SECRET_KEY = 'a secret of the benchmark, as long as it should be'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

export async function benchWrongTokens(millions: number): Promise<string> {
  if (!(millions > 0)) throw new Error('`--millions` must be a number above 0')
  // A look-up for a good token is one that was pushed out, and none that is renewed.
  await withClockStill(() => present(millions))
  return ''
}

async function present(millions: number): Promise<void> {
  const { api, good, counted, nextWrong } = await setUp()
  console.log(
    `\n### Wrong tokens, ${SHARE} for each of ${good.length} good ones in turn\n\n| wrong tokens | let in | hits of the good ones | heap after GC | RSS |\n|---|---|---|---|---|`,
  )
  let letIn = 0
  let presented = 0
  let missed = 0
  for (let million = 1; million <= Math.ceil(millions); million++) {
    const end = Math.min(million, millions) * 1e6
    for (let i = (million - 1) * 1e6; i < end; i++) {
      await api.verify(nextWrong()).then(
        () => letIn++,
        () => undefined,
      )
      if (i % SHARE !== 0) continue
      const before = counted.lookUps
      await api.verify(good[presented++ % good.length] as (typeof good)[number])
      if (counted.lookUps > before) missed++
    }
    collect()
    const { heapUsed, rss } = process.memoryUsage()
    const hits = ((1 - missed / presented) * 100).toFixed(2)
    console.log(
      `| ${end.toLocaleString('en')} | ${letIn} | ${hits} % | ${(heapUsed / 1e6).toFixed(1)} MB | ${(rss / 1e6).toFixed(0)} MB |`,
    )
  }
}

/** Good tokens that fill all the room there is for tokens. */
async function setUp() {
  const inner = memoryStore(
    Array.from({ length: USERS }, (_, i) => ({
      id: i + 1,
      username: `user-${i + 1}`,
      password: `pbkdf2_sha256$1500000$salt$${'h'.repeat(44)}`,
    })),
  )
  const counted = { lookUps: 0 }
  const store: typeof inner = {
    ...inner,
    findById: (id) => (counted.lookUps++, inner.findById(id)),
    tokens: { ...inner.tokens, find: (digest) => (counted.lookUps++, inner.tokens.find(digest)) },
  }
  const api = createTokenApi({
    secretKey: SECRET_KEY,
    store,
    accessTokens: true,
    maxStaleSeconds: 60,
    maxRememberedTokens: 2 * USERS,
    now: () => NOW,
  })
  const users = Array.from({ length: USERS }, (_, i) => String(i + 1))
  const good: { user?: string; token: string }[] = []
  for (const user of users) {
    const stored = await inner.findById(Number(user))
    if (stored !== undefined) good.push({ user, token: api.makeToken(stored) })
    good.push({ token: (await api.accessTokens.issue(Number(user))).token })
  }
  for (const credentials of good) await api.verify(credentials)
  const nextWrong = wrongTokens({
    users,
    classic: good[0]?.token ?? '',
    makeAccessToken: () => makeAccessToken('tokenapi'),
  })
  return { api, good, counted, nextWrong }
}
