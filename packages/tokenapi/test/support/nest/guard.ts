/** The guard among Nest's own guards, filters, decorators and routers. */
import {
  type ArgumentsHost,
  Body,
  Controller,
  Get,
  Header,
  Post,
  Req,
  Scope,
  UseGuards,
} from '@nestjs/common'
import { APP_FILTER, APP_GUARD } from '@nestjs/core'
import { describe, expect, it } from 'vitest'

import { guard } from '../../../src/adapter.ts'
import {
  CurrentAuthentication,
  CurrentUser,
  TokenApiModule,
  TokenGuard,
  TokenNotRequired,
  TokenRequired,
  tokenRequired,
} from '../../../src/adapters/nest.ts'
import type { Authentication, User } from '../../../src/index.ts'
import { inMemoryApi } from '../../../src/testing/index.ts'
import type { Platform } from '../apps/nest-app.ts'
import { controller, moduleOf } from '../apps/nest-classes.ts'
import {
  api,
  greeting,
  guarded,
  heard,
  imports,
  maria,
  nestApplications,
  serving,
  user,
} from './running.ts'
import { delivered } from '../delivered.ts'

const caught: unknown[] = []
class Refusing {
  catch(error: unknown, host: ArgumentsHost): void {
    caught.push(error)
    const response = host.switchToHttp().getResponse<{
      status(code: number): { send(body: string): void }
    }>()
    response.status(418).send('a filter of the application')
  }
}

export function nestGuard(version: string): void {
  describe.each<Platform>(['Express', 'Fastify'])(`${version} on %s, the guard`, (platform) => {
    const { start } = nestApplications(platform)

    it('the user is a parameter, and at the request beside the authentication', async () => {
      const call = await start(
        serving({
          view: {
            on: [Get('view'), TokenRequired()],
            parameters: [CurrentUser(), CurrentAuthentication(), Req()],
            run: (
              caller: User,
              authentication: Authentication,
              request: { user: User; authentication: Authentication },
            ) => ({
              name: caller.username,
              kind: authentication.token.kind,
              same: request.user === caller && request.authentication === authentication,
            }),
          },
        }),
      )
      const answer = await call('/view', { headers: maria })
      expect(await answer.json()).toEqual({ name: 'maria', kind: 'classic', same: true })
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('vary')).toBe('Authorization')
    })

    it('a view’s own Cache-Control stands, and Vary is added to', async () => {
      const call = await start(
        serving({
          view: {
            ...greeting,
            on: [Get('view'), TokenRequired(), Header('Cache-Control', 'private')],
          },
        }),
        { prepare: (nest) => nest.enableCors({ origin: [/./] }) },
      )
      const answer = await call('/view', { headers: { ...maria, origin: 'http://a.example' } })
      expect(answer.headers.get('cache-control')).toBe('private')
      expect(answer.headers.get('vary')).toBe('Origin, Authorization')
      const refusal = await call('/view', { headers: { origin: 'http://a.example' } })
      expect(refusal.headers.get('vary')).toBe('Origin, Authorization, Accept')
      expect(refusal.headers.get('access-control-allow-origin')).toBe('http://a.example')
    })

    it('a filter for everything does not write over a refusal, and hears a view’s errors', async () => {
      const throws = {
        on: [Get('throws'), TokenRequired()],
        run: () => Promise.reject(new Error()),
      }
      const intercepted: unknown[] = []
      const call = await start(
        moduleOf({
          imports,
          controllers: [controller('', { view: guarded, throws })],
          providers: [{ provide: APP_FILTER, useClass: Refusing }],
        }),
        {
          prepare: (nest) => {
            nest.useGlobalFilters(new Refusing())
            nest.useGlobalInterceptors({
              intercept: (context, next) => {
                intercepted.push(context.getHandler().name)
                return next.handle()
              },
            })
          },
        },
      )
      const refusal = await call('/view')
      const outcome = await guard(api, { ...NOTHING, target: '/view' })
      const usual = outcome.ok ? undefined : outcome.response
      expect([refusal.status, await refusal.text()]).toEqual([401, await usual?.text()])
      for (const [name, value] of usual?.headers ?? [])
        expect(refusal.headers.get(name)).toBe(value)
      expect([caught, intercepted]).toEqual([[], []])
      const thrown = await call('/throws', { headers: maria })
      expect([thrown.status, await thrown.text()]).toEqual([418, 'a filter of the application'])
      expect(caught.splice(0)).toHaveLength(1)
    })

    it('guards a whole application, and a handler or a controller can be opened', async () => {
      const open = {
        on: [Get('open'), TokenNotRequired()],
        run: () => ({ open: true }),
      }
      const perhaps = { ...greeting, on: [Get('perhaps'), TokenRequired({ optional: true })] }
      const call = await start(
        moduleOf({
          imports,
          controllers: [
            controller('', { view: { ...greeting, on: [Get('view')] }, open, perhaps }),
            controller(
              'all',
              { open: { on: [Get('open')], run: () => ({ open: true }) }, view: guarded },
              [TokenNotRequired()],
            ),
          ],
          providers: [{ provide: APP_GUARD, useClass: TokenGuard }],
        }),
      )
      expect((await call('/view')).status).toBe(401)
      expect(await (await call('/view', { headers: maria })).json()).toEqual({ hello: 'maria' })
      expect(await (await call('/open')).json()).toEqual({ open: true })
      expect(await (await call('/all/open')).json()).toEqual({ open: true })
      expect((await call('/all/view')).status).toBe(401)
      expect(await (await call('/perhaps')).json()).toEqual({ hello: null })
      expect((await call('/perhaps?user=1&token=x')).status).toBe(403)
      await delivered()
      heard.length = 0
      // The application's guard and the handler's: asked once.
      expect(await (await call('/perhaps', { headers: maria })).json()).toEqual({ hello: 'maria' })
      await delivered()
      expect(heard).toHaveLength(1)
      expect((await call('/token/new.json')).status).toBe(405)
    })

    it('guards a controller, what inherits from it, and a controller made for each request', async () => {
      const Base = controller('base', { view: { ...greeting, on: [Get('view')] } }, [
        TokenRequired(),
      ])
      class Derived extends Base {}
      Controller('derived')(Derived)
      const call = await start(
        moduleOf({
          imports,
          controllers: [
            Base,
            Derived,
            controller({ path: 'scoped', scope: Scope.REQUEST }, { view: guarded }),
          ],
        }),
      )
      for (const path of ['/base/view', '/derived/view', '/scoped/view']) {
        expect((await call(path)).status, path).toBe(401)
        expect(await (await call(path, { headers: maria })).json(), path).toEqual({
          hello: 'maria',
        })
      }
    })

    it('a guard with scopes checks them, although another guard has let the request in', async () => {
      const { api: own } = inMemoryApi({ users: ['maria'], accessTokens: true })
      const both = [Get('view'), TokenRequired({ scopes: ['a'] }), UseGuards(tokenRequired(own))]
      const call = await start(
        moduleOf({
          imports: [TokenApiModule.forRoot({ api: own })],
          controllers: [controller('', { view: { ...greeting, on: both } })],
        }),
      )
      const statusWith = async (scopes: readonly string[]): Promise<number> => {
        const { token } = await own.accessTokens.issue(1, { scopes })
        return (await call('/view', { headers: { authorization: `Bearer ${token}` } })).status
      }
      expect(await statusWith(['a'])).toBe(200)
      expect(await statusWith(['b'])).toBe(403)
    })

    it('whom one api lets in another does not know', async () => {
      const others = inMemoryApi({
        users: ['maria'],
        secretKey: 'quite another key, of other users',
      })
      const call = await start(
        serving({
          view: {
            ...greeting,
            on: [Get('view'), TokenRequired(), UseGuards(tokenRequired(others.api))],
          },
        }),
      )
      expect((await call('/view', { headers: maria })).status).toBe(403)
      expect((await call('/view', { headers: { ...others.loginAs('maria') } })).status).toBe(403)
    })

    it('a user who is asked for without a guard is an error, not nobody', async () => {
      const call = await start(serving({ view: { ...greeting, on: [Get('view')] } }))
      expect((await call('/view', { headers: maria })).status).toBe(500)
    })

    it('a handler reads what the body parser has read before the guard', async () => {
      const call = await start(
        serving({
          view: {
            on: [Post('view'), TokenRequired()],
            parameters: [CurrentUser(), Body('note')],
            run: (caller: User, note: string) => ({ name: caller.username, note }),
          },
        }),
      )
      const token = api.makeToken(await user('maria'))
      const answer = await call('/view', {
        method: 'POST',
        body: new URLSearchParams({ user: '1', token, note: 'hé' }),
      })
      expect(await answer.json()).toEqual({ name: 'maria', note: 'hé' })
    })
  })
}

const NOTHING = {
  method: 'GET',
  header: () => undefined,
  body: () => Promise.resolve(new Uint8Array()),
}
