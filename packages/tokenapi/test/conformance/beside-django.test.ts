/** The same requests to the original's views on a live Django and to us: equal answers, or a known difference. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { createTokenApi } from '../../src/index.ts'
import { createPasswordHasher } from '../../src/password/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { type Exchange, type HttpCorpus, recordedBody, copyDatabase, readCorpus } from '../support/corpus.ts'
import { freshPostgres } from '../support/databases.ts'
import { DJANGOS, theDjango } from '../support/django.ts'
import { type DjangoPeer, djangoPeer } from '../support/django-project.ts'
import { type LiveRequest, liveRequests } from '../support/django-requests/index.ts'
import { type Answer, faults } from '../support/judge.ts'
import { describeEachPeer, itEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_FORMAT } from '../support/recorded-api.ts'
import { fetchApp } from '../support/views.ts'
import { KNOWN_DIFFERENCES, OTHERWISE_ON_5_2 } from './known-differences.ts'

const SECRET = 'one SECRET_KEY for both of them, as in a deployment'
const TODAY = '2026-11-24'
const USERS = [
  { username: 'margot', password: 'boTgmqAqQBwX' },
  { username: 'zoé', password: 'pässwörd-☃ &+%=' },
]

describeEachPeer(DJANGOS)('beside %s', (name) => {
  const release = (): string => theDjango(name).version.split('.').slice(0, 2).join('.')

  it('the views that requests are sent to are the recorded ones', async ({ skip }) => {
    skip(!['3.2', '5.2'].includes(release()), `nothing is known of Django ${release()}`)
    const { secretKey, today, exchanges } = readCorpus<HttpCorpus>('http.json')
    const database = copyDatabase('django.sqlite3')
    const project = { database, secretKey, today, rehash: false }
    const django = await djangoPeer(project, theDjango(name).python)
    const rows = exchanges.filter(
      ({ group, request }) => group !== 'helpers' && !/^\/(?:items|index)/.test(request.path),
    )
    const requests = rows.map(({ request }) => ({ ...request, body: recordedBody(request) }))
    const answers = await askDjango(django, requests)
    await django.close()

    const different = rows.filter((row, i) => !isAsRecorded(row, answers[i] as Answer))
    const expected = release() === '5.2' ? [...OTHERWISE_ON_5_2.keys()] : []
    expect(different.map((row) => row.name).toSorted()).toEqual(expected.toSorted())
  })

  itEachPeer([
    ['SQLite', name, /./],
    ['PostgreSQL', `${name} over PostgreSQL`, /NUL|UTF-8|digits|beyond|as it should be/],
  ] as const)('equal answers over %s, or a known difference', async (kind, _peer, some) => {
    const database =
      kind === 'SQLite'
        ? join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
        : (await freshPostgres()).url
    const project = { database, secretKey: SECRET, today: TODAY, rehash: false }
    const django = await djangoPeer(project, theDjango(name).python)
    await django.call('migrate')
    const ids = (await django.call('create', USERS)) as number[]
    const tokens = (await django.call('make', ids)) as string[]
    const users = USERS.map((user, i) => ({ ...user, id: ids[i] ?? 0, token: tokens[i] ?? '' }))
    const requests = liveRequests(users).filter(({ feature }) => some.test(feature))
    const theirs = await askDjango(django, requests)
    await django.close()

    const api = createTokenApi({
      secretKey: SECRET,
      store: kind === 'SQLite' ? sqliteStore(database) : postgresStore(database),
      compatibility: 'django-tokenapi',
      loginThrottle: false,
      allowedHashes: EVERY_FORMAT,
      passwordHasher: createPasswordHasher({ iterations: 1_000 }),
      upgradePasswords: false,
      now: () => new Date(`${TODAY}T12:00:00Z`),
    })
    const app = fetchApp(api)
    const known = KNOWN_DIFFERENCES.filter(({ only = release() }) => only === release())
    const met = new Set<RegExp>()
    const surprises: string[] = []
    for (const [i, request] of requests.entries()) {
      const difference = differenceOf(request, theirs[i] as Answer, await ask(app, request))
      if (difference === undefined) continue
      const reasons = known.filter(({ feature }) => feature.test(request.feature))
      if (reasons.length === 0) surprises.push(`${request.feature}: ${difference}`)
      for (const { feature } of reasons) met.add(feature)
    }
    await api.close()
    expect(surprises).toEqual([])
    // A difference that is none any more is no longer to be listed.
    if (kind === 'SQLite' && ['3.2', '5.2'].includes(release())) {
      expect(known.filter(({ feature }) => !met.has(feature))).toEqual([])
    }
  })
})

type Sendable = Pick<LiveRequest, 'method' | 'path' | 'headers' | 'body'>

async function askDjango(django: DjangoPeer, requests: readonly Sendable[]): Promise<Answer[]> {
  const items = requests.map(({ method, path, headers, body }) => ({
    ...{ method, path, headers },
    bodyBase64: body.toString('base64'),
  }))
  const answers = (await django.call('request', items)) as {
    readonly status: number
    readonly headers: Record<string, string>
    readonly bodyBase64: string
  }[]
  return answers.map(({ status, headers, bodyBase64 }, i) => ({
    status,
    headers: new Headers(headers),
    // Left out by the server that Django runs in.
    body: Buffer.from(requests[i]?.method === 'HEAD' ? '' : bodyBase64, 'base64'),
  }))
}

async function ask(
  app: (request: Request) => Promise<Response>,
  { method, path, headers, body }: LiveRequest,
): Promise<Answer> {
  const response = await app(
    new Request(`http://localhost${path}`, {
      method,
      headers,
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    }),
  )
  const { status, headers: fields } = response
  return { status, headers: fields, body: Buffer.from(await response.arrayBuffer()) }
}

function isAsRecorded(row: Exchange, answer: Answer): boolean {
  return row.seedBug === true ? answer.status === 500 : faults(row, answer).length === 0
}

/** What differs, where the original does not crash; where it does, we refuse. */
function differenceOf({ method }: LiveRequest, theirs: Answer, ours: Answer): string | undefined {
  const [body, own] = [theirs.body.toString(), ours.body.toString()]
  const said = `Django ${theirs.status} ${body.slice(0, 70)}, here ${ours.status} ${own.slice(0, 70)}`
  if (theirs.status >= 500) {
    const refused = ours.status >= 400 && ours.status < 500
    return refused && (method === 'HEAD' || own.includes('"success": false')) ? undefined : said
  }
  // Django's own pages for 400 and 404 are HTML.
  const isPage = theirs.headers.get('content-type')?.includes('html') === true
  return theirs.status === ours.status && (isPage || body === own) ? undefined : said
}
