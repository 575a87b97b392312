/** The module: prefixes, versions, injection, the end; and what there is without it. */
import { Get, Req, UseGuards, VersioningType } from '@nestjs/common'
import { describe, expect, it } from 'vitest'

import {
  InjectTokenApi,
  TOKEN_API,
  TokenApiModule,
  TokenNotRequired,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../../src/adapters/nest.ts'
import { ConfigError, type TokenApi } from '../../../src/index.ts'
import { memoryStore } from '../../../src/stores/memory/index.ts'
import type { Platform } from '../apps/nest-app.ts'
import { controller, moduleOf } from '../apps/nest-classes.ts'
import { api, greeting, guarded, maria, nestApplications } from './running.ts'

export function nestModule(version: string): void {
  describe.each<Platform>(['Express', 'Fastify'])(`${version} on %s, the module`, (platform) => {
    const { start, app } = nestApplications(platform)

    it('under a global prefix and versions in the address', async () => {
      const call = await start(
        moduleOf({
          imports: [TokenApiModule.forRoot({ api, prefix: '/auth/token/' })],
          controllers: [controller({ path: 'things', version: '1' }, { view: guarded })],
        }),
        {
          prepare: (nest) => {
            nest.setGlobalPrefix('/api')
            nest.enableVersioning({ type: VersioningType.URI })
          },
        },
      )
      expect((await call('/api/v1/things/view')).status).toBe(401)
      const login = await call('/api/auth/token/new.json', {
        method: 'POST',
        body: new URLSearchParams({ username: 'maria', password: 'password' }),
      })
      const { token } = (await login.json()) as { token: string }
      const headers = { authorization: `Bearer 1:${token}` }
      expect(await (await call('/api/v1/things/view', { headers })).json()).toEqual({
        hello: 'maria',
      })
      for (const path of ['/token/new.json', '/auth/token/new.json', '/api/token/new.json']) {
        expect((await call(path)).status, path).toBe(404)
      }
    })

    it('the routes can be left out; an empty prefix is a mistake', async () => {
      const call = await start(
        moduleOf({ imports: [TokenApiModule.forRoot({ api, prefix: false })] }),
      )
      expect((await call('/token/new.json')).status).toBe(404)
      const empty = moduleOf({ imports: [TokenApiModule.forRoot({ api, prefix: '/' })] })
      await expect(start(empty)).rejects.toThrow(ConfigError)
    })

    it('made with what is injected, injected itself, and closed after the server', async () => {
      const closed: string[] = []
      const store = memoryStore([{ id: 7, username: 'zoe', password: 'x' }])
      class Settings {
        readonly secretKey = 'injected-'.repeat(5)
      }
      class Directory {
        readonly tokens: TokenApi
        constructor(tokens: TokenApi) {
          this.tokens = tokens
        }
      }
      InjectTokenApi()(Directory, undefined, 0)
      const settings = moduleOf({ providers: [Settings], exports: [Settings] })
      const call = await start(
        moduleOf({
          imports: [
            TokenApiModule.forRootAsync({
              imports: [settings],
              inject: [Settings],
              useFactory: async ({ secretKey }: Settings) => ({
                secretKey,
                store: { ...store, close: async () => void closed.push('store') },
                prefix: 'keys',
              }),
            }),
          ],
          controllers: [controller('', { view: guarded })],
          providers: [
            Directory,
            {
              provide: 'last',
              useValue: { beforeApplicationShutdown: () => closed.push('application') },
            },
          ],
        }),
      )
      const injected = app().get(Directory).tokens
      expect(app().get<TokenApi>(TOKEN_API)).toBe(injected)
      const zoe = { id: 7, username: 'zoe', password: 'x', isActive: true }
      const headers = { authorization: `Bearer 7:${injected.makeToken(zoe)}` }
      expect(await (await call('/view', { headers })).json()).toEqual({ hello: 'zoe' })
      expect((await call('/keys/new.json')).status).toBe(405)
      await app().close()
      expect(closed).toEqual(['application', 'store'])
    })

    it('an api that was handed in stays open', async () => {
      let closed = 0
      const own = { ...api, close: async () => void closed++ }
      await start(moduleOf({ imports: [TokenApiModule.forRoot({ api: own })] }))
      await app().close()
      expect(closed).toBe(0)
    })

    it('without the module: a guard, the routes, who is asking', async () => {
      const call = await start(
        moduleOf({
          controllers: [
            controller(
              '',
              {
                view: { ...greeting, on: [Get('view'), UseGuards(tokenRequired(api))] },
                ask: {
                  on: [Get('ask')],
                  parameters: [Req()],
                  run: async (request: Parameters<typeof authenticate>[1]) => ({
                    name: (await authenticate(api, request, { optional: true }))?.user.username,
                  }),
                },
              },
              // Opens what `@TokenRequired()` closes; such a guard does not ask.
              [TokenNotRequired()],
            ),
          ],
        }),
        { prepare: (nest) => nest.use('/keys', tokenRoutes(api)) },
      )
      expect((await call('/view')).status).toBe(401)
      expect(await (await call('/view', { headers: maria })).json()).toEqual({ hello: 'maria' })
      expect(await (await call('/ask', { headers: maria })).json()).toEqual({ name: 'maria' })
      expect(await (await call('/ask')).json()).toEqual({})
      const login = await call('/keys/new.json', {
        method: 'POST',
        body: new URLSearchParams({ username: 'noah', password: 'password' }),
      })
      expect(await login.json()).toMatchObject({ user: 2, success: true })
    })
  })
}
