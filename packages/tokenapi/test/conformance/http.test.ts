import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { TokenApi } from '../../src/index.ts'
import { type Exchange, type HttpCorpus, readCorpus } from '../support/corpus.ts'
import { type Listening, expressApp, listen } from '../support/express-app.ts'
import { type Answer, faults } from '../support/judge.ts'
import { HTTP_FILES, recordedApi } from '../support/recorded-api.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE } from '../support/recorded-store.ts'
import { sendOverSocket, standardRequest } from '../support/send.ts'
import { fetchApp } from '../support/views.ts'
import { LEFT_OUT, NO_STANDARD_REQUEST } from './left-out.ts'

// http-upgrade.json, whose rows depend on order, is in upgrade.test.ts.

describe.each(HTTP_FILES)('%s.json', (file) => {
  const corpus = readCorpus<HttpCorpus>(`${file}.json`)

  const judged = (row: Exchange, answer: Answer): void => {
    const wrong = faults(row, answer)
    if (LEFT_OUT.has(row.name)) expect(wrong, 'left out, but equal to the original').not.toEqual([])
    else expect(wrong).toEqual([])
  }

  describeEachPeer(EVERY_DATABASE)('Request -> Response, %s', (database) => {
    let api: TokenApi
    let app: ReturnType<typeof fetchApp>
    beforeAll(async () => {
      api = await recordedApi(file, corpus, { database })
      app = fetchApp(api, corpus.views)
    })
    afterAll(() => api.close())

    it.each(corpus.exchanges.map((row) => [row.name, row] as const))('%s', async (name, row) => {
      const request = standardRequest(row.request)
      expect(request === undefined).toBe(NO_STANDARD_REQUEST.has(name))
      if (request === undefined) return
      const response = await app(request)
      const { status, headers } = response
      judged(row, { status, headers, body: Buffer.from(await response.arrayBuffer()) })
    })
  })

  describe('Express, over a socket', () => {
    let api: TokenApi
    let server: Listening
    beforeAll(async () => {
      api = await recordedApi(file, corpus)
      server = await listen(expressApp(api, corpus.views))
    })
    afterAll(async () => {
      await server.close()
      await api.close()
    })

    it.each(corpus.exchanges.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
      judged(row, await sendOverSocket(server.port, row.request))
    })
  })
})

describe('what is left out', () => {
  const names = new Map(
    HTTP_FILES.flatMap((file) => readCorpus<HttpCorpus>(`${file}.json`).exchanges).map((row) => [
      row.name,
      row,
    ]),
  )
  it.each([...LEFT_OUT])('%s: %s', (name) => {
    expect(names.get(name)?.tier).toBe('quirk')
  })
})
