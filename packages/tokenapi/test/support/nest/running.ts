/** Applications of NestJS that tests start, on real ports, and that end with each test. */
import { Get, type NestApplicationOptions } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { afterEach } from 'vitest'

import { CurrentUser, TokenApiModule, TokenRequired } from '../../../src/adapters/nest.ts'
import type { TokenApiEvent, User } from '../../../src/index.ts'
import { inMemoryApi } from '../../../src/testing/index.ts'
import type { Platform } from '../apps/nest-app.ts'
import { type HandlerParts, controller, moduleOf, portOf } from '../apps/nest-classes.ts'

/** What the api has said since the test began. */
export const heard: TokenApiEvent[] = []
export const { api, loginAs, user } = inMemoryApi({
  users: ['maria', 'noah'],
  onEvent: (event) => heard.push(event),
})
export const maria = { ...loginAs('maria') }
export const imports = [TokenApiModule.forRoot({ api })]

/** Answers the name of the user. */
export const greeting: HandlerParts = {
  parameters: [CurrentUser()],
  run: (caller: User | undefined) => ({ hello: caller?.username ?? null }),
}
export const guarded: HandlerParts = { ...greeting, on: [Get('view'), TokenRequired()] }

/** A module with these handlers at its root. */
export const serving = (
  handlers: Readonly<Record<string, HandlerParts>>,
): ReturnType<typeof moduleOf> => moduleOf({ imports, controllers: [controller('', handlers)] })

export type Call = (path: string, init?: RequestInit) => Promise<Response>

export interface StartOptions extends NestApplicationOptions {
  /** What a `main.ts` says before it listens. */
  readonly prepare?: (app: NestExpressApplication) => unknown
  readonly adapter?: ExpressAdapter | FastifyAdapter
}

export interface Running {
  /** Starts an application of the module; gives what calls it. */
  start(module: ReturnType<typeof moduleOf>, options?: StartOptions): Promise<Call>
  /** The one that was started. */
  app(): NestExpressApplication
}

export function nestApplications(platform: Platform): Running {
  const running: NestExpressApplication[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.close()))
    heard.length = 0
  })
  return {
    start: async (module, { prepare, adapter = adapterOf(platform), ...options } = {}) => {
      const app = await NestFactory.create<NestExpressApplication>(
        module,
        // One type for both platforms: what only one of them has is not used.
        adapter as ExpressAdapter,
        { logger: false, abortOnError: false, forceCloseConnections: true, ...options },
      )
      running.push(app)
      prepare?.(app)
      await app.listen(0, '127.0.0.1')
      return (path, init) => fetch(`http://127.0.0.1:${portOf(app)}${path}`, init)
    },
    app: () => {
      const [app] = running
      if (app === undefined) throw new Error('none is running')
      return app
    },
  }
}

const adapterOf = (platform: Platform): ExpressAdapter | FastifyAdapter =>
  platform === 'Express' ? new ExpressAdapter() : new FastifyAdapter()
