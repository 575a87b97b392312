import type { Server } from 'node:http'

import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { TokenApiModule, TokenRequired } from 'tokenapi/nest'

import { HELLO, api } from '../users.ts'

export async function start(): Promise<Server> {
  class Views {
    bare(): typeof HELLO {
      return HELLO
    }
    guarded(): typeof HELLO {
      return HELLO
    }
  }
  decorate(Views, 'bare', Get('bare'))
  decorate(Views, 'guarded', Get('guarded'), TokenRequired())
  Controller()(Views)
  class App {
    readonly views = Views
  }
  Module({ imports: [TokenApiModule.forRoot({ api })], controllers: [Views] })(App)
  const app = await NestFactory.create(App, { logger: false })
  await app.listen(0, '127.0.0.1')
  return app.getHttpServer() as Server
}

/** What the decorators of Nest do; Node strips types and knows no decorators. */
function decorate(
  target: new () => object,
  name: string,
  ...decorators: readonly MethodDecorator[]
): void {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name) as PropertyDescriptor
  for (const one of decorators.toReversed()) one(target.prototype as object, name, descriptor)
}
