// Token login for an existing route. Run `npm start` and log in as demo with the password demo.
import { All, Controller, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { User } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { CurrentUser, TokenApiModule, TokenRequired } from 'tokenapi/nest'
import { makePassword } from 'tokenapi/password'

@Controller()
class ViewController {
  @TokenRequired()
  @All('index.json')
  index(@CurrentUser() user: User) {
    return { success: true, hello: user.username }
  }
}

@Module({
  imports: [
    TokenApiModule.forRoot({
      secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
      // Your users: sqliteStore('app.sqlite3'), postgresStore(url), mysqlStore(url)
      store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
      prefix: 'token', // POST /token/new.json, GET /token/TOKEN/USER.json
    }),
  ],
  controllers: [ViewController],
})
class AppModule {}

const app = await NestFactory.create(AppModule)
app.enableShutdownHooks() // closes the store when the process gets a signal to end
const server = await app.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1')
console.log(server.address())
