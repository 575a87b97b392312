import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { User } from 'tokenapi'
import { CurrentUser, TokenApiModule, TokenRequired } from 'tokenapi/nest'
import { sqliteStore } from 'tokenapi/sqlite'

@Controller()
class ViewController {
  @TokenRequired()
  @Get('index.json')
  index(@CurrentUser() user: User) {
    return { hello: user.username }
  }
}

@Module({
  imports: [
    TokenApiModule.forRoot({
      secretKey: process.env['SECRET_KEY'],
      store: sqliteStore('app.sqlite3'),
    }),
  ],
  controllers: [ViewController],
})
class AppModule {}

const app = await NestFactory.create(AppModule)
app.enableShutdownHooks()
await app.listen(8000)

export {}
