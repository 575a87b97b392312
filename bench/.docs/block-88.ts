import { Controller, Get, Module, UseGuards } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { type Authentication, type User, createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import {
  CurrentAuthentication,
  CurrentUser,
  TokenApiModule,
  TokenGuard,
  TokenNotRequired,
  TokenRequired,
  tokenRequired,
} from 'tokenapi/nest'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

@Controller('things')
class ThingsController {
  @Get()
  list(@CurrentAuthentication() { user, token }: Authentication) {
    return { owner: user.username, until: token.expiresAt }
  }

  @TokenRequired({ optional: true })
  @Get('greeting')
  greeting(@CurrentUser() user: User | undefined) {
    return `hello ${user?.username ?? 'stranger'}`
  }

  @TokenNotRequired()
  @Get('health')
  health() {
    return 'ok'
  }
}

// Guards every handler, except those with a decorator of their own.
@Module({
  imports: [TokenApiModule.forRoot({ api })],
  controllers: [ThingsController],
  providers: [{ provide: APP_GUARD, useClass: TokenGuard }],
})
export class AppModule {}

// Without the module:
@UseGuards(tokenRequired(api))
@Controller('plain')
export class PlainController {}

export {}
