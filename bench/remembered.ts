/** What a remembered token takes, and what it takes to find it, at a thousand, a hundred thousand and a million. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { memoryStore } from 'tokenapi/memory'
import { type StoredToken, createTokenApi, type Credentials, type TokenApi } from 'tokenapi'

import { format } from './interleave.ts'
import { withClockStill } from './with-clock-still.ts'

const SIZES = [1_000, 100_000, 1_000_000]
/** Tokens, drawn evenly, that are looked up in turn. */
const DRAWN = 1_000
const LOOK_UPS = 200_000
const NOW = new Date('2026-03-01T12:00:00Z')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

export async function benchRemembered(): Promise<string> {
  console.log(
    '\n### Remembered tokens\n\n| kind | tokens | bytes of each | a look-up | bytes made by it |\n|---|---|---|---|---|',
  )
  // To make a million tokens takes longer than the bound.
  await withClockStill(async () => {
    for (const kind of ['classic', 'access'] as const) {
      for (const size of SIZES) console.log(await measure(kind, size))
    }
  })
  return ''
}

async function measure(kind: Kind, size: number): Promise<string> {
  const { api, credentialsOf } = users(size)
  const drawn: Credentials[] = []
  for (let i = 0; i < DRAWN; i++) drawn.push({ token: '' })
  const before = used()
  for (let i = 0; i < size; i++) {
    const credentials = await credentialsOf(kind, i)
    await api.verify(partsOf(credentials))
    if (i % (size / DRAWN) === 0) drawn[i / (size / DRAWN)] = credentials
  }
  const bytes = (used() - before) / size
  await lookUp(api, drawn)
  collect()
  const heap = process.memoryUsage().heapUsed
  // Fewer than fill the young generation, which would be collected meanwhile.
  await lookUp(api, drawn, 10_000)
  const made = (process.memoryUsage().heapUsed - heap) / 10_000
  const started = process.cpuUsage()
  await lookUp(api, drawn)
  const { user, system } = process.cpuUsage(started)
  const ns = ((user + system) * 1_000) / LOOK_UPS
  return `| ${kind} | ${size.toLocaleString('en')} | ${bytes.toFixed(0)} | ${format(ns)} | ${made.toFixed(0)} |`
}

async function lookUp(
  api: Pick<TokenApi, 'verify'>,
  drawn: readonly Credentials[],
  times = LOOK_UPS,
): Promise<void> {
  for (let i = 0; i < times; i++) await api.verify(drawn[i % DRAWN] as Credentials)
}

function used(): number {
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

type Kind = 'classic' | 'access'

/** An api over users that are made when they are read, each of its own texts, as a driver makes them. */
function users(size: number) {
  const userOf = (id: number) => ({
    id,
    username: text(`user-${id}`),
    password: text(`pbkdf2_sha256$1500000$${'s'.repeat(22)}$${'h'.repeat(34)}${1e9 + id}`),
    isActive: true,
  })
  const store = memoryStore()
  let added: StoredToken | undefined
  const find = () =>
    added && {
      token: { ...added, id: text(added.id), name: text(added.name), scopes: [text('*')] },
      user: userOf(Number(added.userId)),
    }
  const settings = {
    secretKey: 'a secret of the benchmark, as long as it should be',
    accessTokens: true as const,
    now: () => NOW,
  }
  const add = async (token: StoredToken): Promise<readonly string[]> => {
    added = token
    return []
  }
  // Another api over another store: a token that is added counts as a change of its user.
  const issuer = createTokenApi({
    ...settings,
    store: { ...store, findById: (id) => userOf(Number(id)), tokens: { ...store.tokens, add } },
  })
  const api = createTokenApi({
    ...settings,
    store: { ...store, findById: (id) => userOf(Number(id)), tokens: { ...store.tokens, find } },
    maxStaleSeconds: 60,
    maxRememberedTokens: size,
  })
  return {
    api,
    async credentialsOf(kind: Kind, i: number): Promise<Credentials> {
      const user = userOf(i + 1)
      if (kind === 'classic') return { user: String(user.id), token: api.makeToken(user) }
      return { token: (await issuer.accessTokens.issue(user.id, { name: 'a phone' })).token }
    },
  }
}

/** A text by itself in memory, as one that was read. */
function text(value: string): string {
  return Buffer.from(value).toString('latin1')
}

/** Parts of one longer text, as a header is. */
function partsOf({ user, token }: Credentials): Credentials {
  const field = text(`${user ?? ''}:${token}`)
  const colon = field.indexOf(':')
  const presented = field.slice(colon + 1)
  return user === undefined
    ? { token: presented }
    : { user: field.slice(0, colon), token: presented }
}
