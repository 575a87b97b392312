import assert from 'node:assert/strict'

import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { TokenApi, User } from 'tokenapi'
import { CurrentUser, TokenApiModule, TokenRequired } from 'tokenapi/nest'
import { inMemoryApi } from 'tokenapi/testing'

@Controller()
class ViewController {
  @TokenRequired()
  @Get('index.json')
  index(@CurrentUser() user: User) {
    return user.username
  }
}

function createModule(api: TokenApi) {
  @Module({ imports: [TokenApiModule.forRoot({ api })], controllers: [ViewController] })
  class AppModule {}
  return AppModule
}

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const app = await NestFactory.create(createModule(api), { logger: false })
await app.listen(0)
const url = `${await app.getUrl()}/index.json`
const called = await fetch(url, { headers: loginAs('maria') })
assert.equal(await called.text(), 'maria')
assert.equal((await fetch(url)).status, 401)
await app.close()

export {}
