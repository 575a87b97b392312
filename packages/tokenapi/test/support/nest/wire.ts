/** What is on the wire and not in Nest: spellings of an address before lenient routers, and HTTP/2. */
import { connect } from 'node:http2'

import { Get } from '@nestjs/common'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { describe, expect, it } from 'vitest'

import { TokenRequired } from '../../../src/adapters/nest.ts'
import type { Platform } from '../apps/nest-app.ts'
import { controller, moduleOf, portOf } from '../apps/nest-classes.ts'
import { greeting, guarded, imports, maria, nestApplications, serving } from './running.ts'

export function nestWire(version: string): void {
  describe.each<Platform>(['Express', 'Fastify'])(`${version} on %s, the wire`, (platform) => {
    const { start } = nestApplications(platform)

    it('no spelling of an address is a way past, however lenient the router', async () => {
      const lenient = {
        caseSensitive: false,
        ignoreTrailingSlash: true,
        ignoreDuplicateSlashes: true,
      }
      const call = await start(
        moduleOf({
          imports,
          controllers: [
            controller('secret', { view: { ...greeting, on: [Get('view')] } }, [TokenRequired()]),
          ],
        }),
        platform === 'Express' ? {} : { adapter: new FastifyAdapter({ routerOptions: lenient }) },
      )
      const reached: number[] = []
      for (const path of SPELLINGS) {
        expect((await call(path)).status, path).toBeGreaterThanOrEqual(400)
        const answer = await call(path, { headers: maria })
        reached.push(answer.status)
        if (answer.ok) expect(await answer.json(), path).toEqual({ hello: 'maria' })
      }
      // The test has lenient routers before it: some of the spellings do lead there.
      expect(reached.filter((status) => status === 200).length).toBeGreaterThan(2)
    })
  })

  describe(`${version} on Fastify, the wire`, () => {
    const { start, app } = nestApplications('Fastify')
    it('over HTTP/2', async () => {
      await start(serving({ view: guarded }), {
        adapter: new FastifyAdapter({ http2: true } as never),
        forceCloseConnections: false,
      })
      const session = connect(`http://127.0.0.1:${portOf(app())}`)
      const ask = (headers: Record<string, string>, body?: string): Promise<string> =>
        new Promise((resolve, reject) => {
          let text = ''
          const stream = session.request(headers)
          stream.on('response', (fields) => (text = `${String(fields[':status'])} `))
          stream.on('data', (data: Buffer) => (text += data.toString()))
          stream.on('end', () => resolve(text)).on('error', reject)
          stream.end(body)
        })
      expect(await ask({ ':path': '/view', ...maria })).toBe('200 {"hello":"maria"}')
      expect(await ask({ ':path': '/view' })).toMatch(/^401 /)
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      const login = await ask(
        { ':path': '/token/new.json', ':method': 'POST', ...form },
        'username=maria&password=password',
      )
      expect(login).toMatch(/^200 .*"user": 1/)
      session.close()
    })
  })
}

const SPELLINGS = [
  '/secret/view',
  '/secret/view/',
  '/secret/view//',
  '//secret//view',
  '/SECRET/View',
  '/%73ecret/view',
  '/secret%2fview',
  '/secret/%2e/view',
  '/secret/view;a=1',
  '/secret/view%00',
  '/secret/view?x=/token/',
  '/token/../secret/view',
  '/token/..%2fsecret/view',
]
