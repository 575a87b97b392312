import { Injectable, Module } from '@nestjs/common'
import { type TokenApi, createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { InjectTokenApi, TokenApiModule } from 'tokenapi/nest'

@Injectable()
class Settings {
  readonly secretKey = process.env['SECRET_KEY']
}
@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

export const fromSettings = TokenApiModule.forRootAsync({
  imports: [SettingsModule],
  inject: [Settings],
  useFactory: ({ secretKey }: Settings) => ({ secretKey, store: memoryStore(), prefix: 'token' }),
})

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
export const withYours = TokenApiModule.forRoot({ api })

// Inject the api anywhere. `app.get(TOKEN_API)` returns it too.
@Injectable()
export class Invitations {
  readonly #tokens: TokenApi
  constructor(@InjectTokenApi() tokens: TokenApi) {
    this.#tokens = tokens
  }
  login(username: string, password: string) {
    return this.#tokens.login(username, password)
  }
}

export {}
