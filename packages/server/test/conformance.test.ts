import { pino } from 'pino'
import { type TokenApi, jsonResponse } from 'tokenapi'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { LEFT_OUT } from '../../tokenapi/test/conformance/left-out.ts'
import {
  MARKER,
  badInputTests,
  fixtureApi,
  fixtureStore,
} from '../../tokenapi/test/support/bad-inputs.ts'
import { type HttpCorpus, readCorpus } from '../../tokenapi/test/support/corpus.ts'
import { faults } from '../../tokenapi/test/support/judge.ts'
import { HTTP_FILES, recordedApi } from '../../tokenapi/test/support/recorded-api.ts'
import { describeEachPeer } from '../../tokenapi/test/support/peers/each-peer.ts'
import { DATABASES } from '../../tokenapi/test/support/recorded-store.ts'
import { sendOverSocket } from '../../tokenapi/test/support/send.ts'
import { type Listening, createPublicApp, createReadiness, listen } from '../dist/index.js'
import { recordedServer } from './support/recorded-server.ts'

const runs = DATABASES.flatMap((database) => HTTP_FILES.map((file) => [file, database] as const))

describeEachPeer(runs)('%s.json, at the server over %s', (file, database) => {
  const corpus = readCorpus<HttpCorpus>(`${file}.json`)
  let api: TokenApi
  let server: Listening
  beforeAll(async () => {
    api = await recordedApi(file, corpus, { database })
    server = await recordedServer(api, corpus)
  })
  afterAll(async () => {
    await server.stop()
    await api.close()
  })

  it.each(corpus.exchanges.map((row) => [row.name, row] as const))('%s', async (name, row) => {
    const wrong = faults(row, await sendOverSocket(server.port, row.request))
    // No standard Request carries TRACE: the server refuses it before any view.
    const differs = LEFT_OUT.has(name) || row.request.method === 'TRACE'
    if (differs) expect(wrong).not.toEqual([])
    else expect(wrong).toEqual([])
  })
})

describeEachPeer(DATABASES)('bad inputs, at the server over %s', (database) => {
  let server: Listening
  let api: TokenApi
  let handled = 0
  beforeAll(async () => {
    const store = await fixtureStore(database)
    api = fixtureApi(store)
    const app = createPublicApp({
      api,
      readiness: createReadiness({ ping: () => store.ping() }),
      views: (hono) => {
        const index = api.tokenRequired((_request, { user }) => {
          handled++
          return jsonResponse({ marker: MARKER, user: user.id })
        })
        hono.all('/index.json', (c) => index(c.req.raw))
      },
    })
    server = await listen({
      host: '127.0.0.1',
      port: 0,
      log: pino({ level: 'silent' }),
      fetch: (request) => app.fetch(request),
    })
  })
  afterAll(async () => {
    await server.stop()
    await api.close()
  })

  badInputTests(
    () => server.port,
    () => handled,
  )
})
