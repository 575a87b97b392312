/** A caching nginx in front: no user gets what another one got. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Server } from '../../../../scripts/services/server.mjs'
import { startNginx } from '../../../../scripts/services.mjs'
import { lacks } from '../../../tokenapi/test/support/peers/peers.ts'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { type Application, type Received, startApplication } from './support/application.ts'
import { type Answer, ask } from './support/ask.ts'
import { PROXIES, startProxy } from './support/proxies.ts'
import { type TokenServer, startTokenServer } from './support/token-server.ts'

/** It caches every status for a minute, by the URL alone, unless the answer forbids it. */
const cache = (port: number, folder: string, behind: number): string => `
  proxy_cache_path ${folder}/cache keys_zone=all:1m;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${behind};
      proxy_cache all;
      proxy_cache_valid any 1m;
      proxy_cache_key $request_uri;
      add_header X-Cache $upstream_cache_status always;
    }
  }`

describe.skipIf(lacks('nginx'))('H-02', () => {
  let tokens: TokenServer
  let application: Application
  const started: Server[] = []
  beforeAll(async () => {
    tokens = await startTokenServer()
    application = await startApplication()
  })
  afterAll(async () => {
    await Promise.all(started.map((server) => server.stop()))
    await application?.stop()
    await tokens?.stop()
  })

  async function cached(behind: number): Promise<Server> {
    const server = await startNginx((port, folder) => cache(port, folder, behind))
    started.push(server)
    return server
  }
  const get = (port: number, authorization?: string, path = '/whoami.json'): Promise<Answer> =>
    ask(port, path, {
      headers: authorization === undefined ? [] : [['Authorization', authorization]],
    })

  it('the cache works: it keeps what no one forbids', async () => {
    const front = await cached(application.port)
    await get(front.port, tokens.maria.basic)
    const second = await get(front.port, tokens.zoe.basic)
    expect(second.headers.get('x-cache')).toBe('HIT')
  })

  it('H-02: in front of the token server, two users and a stranger get their own answers', async () => {
    const front = await cached(tokens.port)
    for (let round = 0; round < 2; round++) {
      for (const { id, basic } of [tokens.maria, tokens.zoe]) {
        const answer = await get(front.port, basic)
        expect(JSON.parse(answer.text)).toMatchObject({ pk: Number(id) })
        expect(answer.headers.get('x-cache')).not.toBe('HIT')
      }
      expect((await get(front.port)).status).toBe(401)
      expect((await get(front.port, 'Basic MTp4')).status).toBe(403)
    }
  })

  describeEachPeer(PROXIES)('in front of %s', (name) => {
    it.each([
      ['H-02: an application without Cache-Control', {}],
      [
        'H-02: an application that lets caches keep its answers',
        { 'cache-control': 'public, max-age=60' },
      ],
    ])('%s', async (_what, headers) => {
      application.answerWith(headers)
      const proxy = await startProxy(name, { tokens, application: application.address })
      started.push(proxy)
      const front = await cached(proxy.port)
      for (let round = 0; round < 2; round++) {
        for (const { id, bearer } of [tokens.maria, tokens.zoe]) {
          const answer = await get(front.port, bearer, '/report')
          expect((JSON.parse(answer.text) as Received).headers['x-userid']).toEqual([id])
        }
        expect((await get(front.port, undefined, '/report')).status).toBe(401)
      }
    })
  })
})
