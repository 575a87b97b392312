/** What NestJS's handlers know behind the guard, and what must not compile. */
import { Body, Controller, Get, Inject, Module, Req, UseGuards } from '@nestjs/common'
import { APP_GUARD } from '@nestjs/core'
import { expectTypeOf } from 'vitest'

import {
  CurrentAuthentication,
  CurrentUser,
  type GuardedRequest,
  InjectTokenApi,
  TOKEN_API,
  TokenApiModule,
  TokenGuard,
  TokenNotRequired,
  TokenRequired,
  authenticate,
  tokenRequired,
} from '../../src/adapters/nest.ts'
import type { Authentication, UserStore, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi
declare const store: UserStore
interface PlatformRequest {
  readonly ip: string
  readonly user?: { readonly other: true }
}

@TokenRequired()
@Controller()
export class Whole {
  @Get()
  view(@CurrentUser() user: User, @CurrentAuthentication() { token }: Authentication): string {
    return `${user.username} ${token.kind}`
  }

  @TokenNotRequired()
  @Get('open')
  open(): string {
    return ''
  }
}

@Controller()
export class Single {
  readonly #api: TokenApi
  constructor(@InjectTokenApi() tokens: TokenApi) {
    this.#api = tokens
  }
  @Inject(TOKEN_API) readonly same!: TokenApi

  @TokenRequired({ onRefused: ({ status }) => new Response(null, { status }) })
  @Get()
  view(@CurrentUser() user: User): string {
    return user.username + String(this.#api === this.same)
  }

  @TokenRequired({ optional: true })
  @Get('perhaps')
  perhaps(@CurrentUser() user: User | undefined, @Body() note: unknown): unknown {
    // @ts-expect-error there may be no user
    const name = user.username
    return [name, note]
  }

  // @ts-expect-error there may be no user, and the handler takes one for granted
  @TokenRequired({ optional: true })
  @Get('granted')
  granted(@CurrentUser() user: User): string {
    return user.username
  }

  // @ts-expect-error the same of the authentication
  @TokenRequired({ optional: Math.random() > 2 })
  @Get('concluded')
  concluded(@Body() note: string, @CurrentAuthentication() authentication: Authentication): string {
    return note + authentication.user.username
  }

  // @ts-expect-error no such option
  @TokenRequired({ optionl: true })
  @Get('typo')
  typo(): void {}

  @UseGuards(tokenRequired(api))
  @Get('request')
  request(@Req() request: GuardedRequest<PlatformRequest>): string {
    expectTypeOf(request.user).toEqualTypeOf<User>()
    expectTypeOf(request.authentication).toEqualTypeOf<Authentication>()
    return request.ip
  }
}

// @ts-expect-error one of the handlers takes a user for granted
@TokenRequired({ optional: true })
@Controller()
export class Granted {
  @Get()
  view(@CurrentUser() user: User): string {
    return user.username
  }
}

@TokenRequired({ optional: true })
@Controller()
export class Perhaps {
  readonly name: string = 'a property is no handler'
  @Get()
  view(@CurrentUser() user?: User): string {
    return user?.username ?? this.name
  }
}

// @ts-expect-error a guard without the module is never optional: nothing could look at the handler
tokenRequired(api, { optional: true })

class Settings {
  readonly secretKey: string = ''
}
@Module({
  imports: [
    TokenApiModule.forRoot({ secretKey: '', store, prefix: 'token' }),
    TokenApiModule.forRoot({ api, prefix: false }),
    TokenApiModule.forRootAsync({
      inject: [Settings],
      useFactory: ({ secretKey }: Settings) => ({ secretKey, store }),
    }),
    TokenApiModule.forRootAsync({ useFactory: async () => ({ api }) }),
    // @ts-expect-error neither a store nor an api
    TokenApiModule.forRoot({ secretKey: '' }),
    // @ts-expect-error the same, of a factory
    TokenApiModule.forRootAsync({ useFactory: () => ({ secretKey: '' }) }),
  ],
  providers: [{ provide: APP_GUARD, useClass: TokenGuard }],
})
export class Application {}

declare const request: Parameters<typeof authenticate>[1]
expectTypeOf(authenticate(api, request)).resolves.toEqualTypeOf<Authentication>()
expectTypeOf(authenticate(api, request, { optional: true })).resolves.toEqualTypeOf<
  Authentication | undefined
>()
