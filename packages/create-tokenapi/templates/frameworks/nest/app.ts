import { Controller, Get, type INestApplication, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { TokenApi, User } from 'tokenapi'
import { CurrentUser, TokenApiModule, TokenRequired } from 'tokenapi/nest'

@Controller()
class IndexController {
  @Get('index.json')
  @TokenRequired()
  index(@CurrentUser() user: User) {
    return { success: true, hello: user.username }
  }
}

@Module({ controllers: [IndexController] })
class AppModule {}

export function createApp(api: TokenApi): Promise<INestApplication> {
  // With the token routes, such as POST /token/new.json.
  const root = { module: AppModule, imports: [TokenApiModule.forRoot({ api })] }
  return NestFactory.create(root, { logger: ['error', 'warn'] })
}

export async function startApp(api: TokenApi, { host, port }: { host: string; port: number }) {
  const app = await createApp(api)
  await app.listen(port, host)
  return { url: await app.getUrl(), close: () => app.close() }
}
