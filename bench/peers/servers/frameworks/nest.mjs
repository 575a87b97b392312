import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'

import { body } from '../body.mjs'

export async function start(api, { host, port }) {
  class Views {
    index() {
      return body()
    }
  }
  const { imports, guards } = api === undefined ? { imports: [], guards: [] } : await guarded(api)
  decorate(Views, 'index', Get('index.json'), ...guards)
  Controller()(Views)
  // What @Module() does.
  class App {
    readonly = true
  }
  Module({ imports, controllers: [Views] })(App)
  const app = await NestFactory.create(App, { logger: false })
  await app.listen(port, host)
}

async function guarded(api) {
  const { TokenApiModule, TokenRequired } = await import('tokenapi/nest')
  return { imports: [TokenApiModule.forRoot({ api })], guards: [TokenRequired()] }
}

/** What the decorators of Nest do in TypeScript. */
function decorate(target, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name)
  for (const one of decorators.toReversed()) one(target.prototype, name, descriptor)
}
