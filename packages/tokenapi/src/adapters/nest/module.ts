import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Module,
  type ModuleMetadata,
  type NestModule,
  type OnApplicationShutdown,
} from '@nestjs/common'
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core'

import { ConfigError } from '../../core/errors.js'
import { type TokenApi, type TokenApiOptions, createTokenApi } from '../../core/token-api.js'
import { belowPrefix } from '../../http/below-mount.js'
import { originForm } from '../../http/request-view.js'
import { TOKEN_API, TokenGuard } from './guard.js'
import { type Middleware, routesAt } from './routes.js'

/** What the api is made of, or an api that there is already, which stays yours to close. */
export type TokenApiModuleOptions = (TokenApiOptions | { readonly api: TokenApi }) & {
  /** Where the token routes are, below the application's global prefix; default "token". `false`: nowhere. */
  readonly prefix?: string | false
}

/** What `forRootAsync` takes: the options, made by a factory that is injected what it names. */
export interface TokenApiModuleAsyncOptions
  extends
    Pick<ModuleMetadata, 'imports'>,
    Pick<FactoryProvider<TokenApiModuleOptions>, 'inject' | 'useFactory'> {}

const OPTIONS = Symbol('tokenapi.options')

/** The api for the whole application: by injection, behind `@TokenRequired()`, and its routes. */
export class TokenApiModule implements NestModule, OnApplicationShutdown {
  readonly #api: TokenApi
  readonly #options: TokenApiModuleOptions
  readonly #application: ApplicationConfig
  readonly #host: HttpAdapterHost

  constructor(
    api: TokenApi,
    options: TokenApiModuleOptions,
    application: ApplicationConfig,
    host: HttpAdapterHost,
  ) {
    this.#api = api
    this.#options = options
    this.#application = application
    this.#host = host
  }

  /** With options that are there. Throws `ConfigError` when the application is made, naming the option. */
  static forRoot(options: TokenApiModuleOptions): DynamicModule {
    return moduleOf({ useFactory: () => options })
  }

  /** With options of a factory, which may ask for a `ConfigService` first. The same errors. */
  static forRootAsync(options: TokenApiModuleAsyncOptions): DynamicModule {
    return moduleOf(options)
  }

  /**
   * The token routes, behind body parsers and before all else. Not through Nest's consumer: a pattern
   * for all that is below the mount has Express decode it, and answer for us where that fails.
   */
  configure(): void {
    const { prefix = 'token' } = this.#options
    if (prefix === false) return
    if (/^\/*$/.test(prefix)) throw new ConfigError('`prefix` must name a path, or be `false`')
    const below = belowPrefix(`${this.#application.getGlobalPrefix()}/${prefix}`)
    const routes: Middleware = (request, response, next) => {
      const target = below(originForm(request.originalUrl ?? request.url ?? '/'))
      return target === undefined ? next() : routesAt(this.#api, target, request, response, next)
    }
    this.#host.httpAdapter.use(routes)
  }

  /** After the servers: requests on their way are still answered. */
  async onApplicationShutdown(): Promise<void> {
    if (!('api' in this.#options)) await this.#api.close()
  }
}
Module({})(TokenApiModule)
Inject(TOKEN_API)(TokenApiModule, undefined, 0)
Inject(OPTIONS)(TokenApiModule, undefined, 1)
Inject(ApplicationConfig)(TokenApiModule, undefined, 2)
Inject(HttpAdapterHost)(TokenApiModule, undefined, 3)

function moduleOf({ imports, inject, useFactory }: TokenApiModuleAsyncOptions): DynamicModule {
  return {
    module: TokenApiModule,
    global: true,
    imports: imports ?? [],
    providers: [
      { provide: OPTIONS, inject: inject ?? [], useFactory },
      {
        provide: TOKEN_API,
        inject: [OPTIONS],
        useFactory: (options: TokenApiModuleOptions) =>
          'api' in options ? options.api : createTokenApi(options),
      },
      TokenGuard,
    ],
    exports: [TOKEN_API, TokenGuard],
  }
}
