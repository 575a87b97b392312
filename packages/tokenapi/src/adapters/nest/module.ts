import {
  type DynamicModule,
  Inject,
  Module,
  type NestModule,
  type OnApplicationShutdown,
} from '@nestjs/common'
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core'

import { createTokenApi } from '../../create-token-api.js'
import type { TokenApi } from '../../http/token-api.js'
import { belowPrefix } from '../../http/view/below-mount.js'
import { originForm } from '../../http/view/request-view.js'
import { TOKEN_API, TokenGuard } from './guard.js'
import {
  type ReadModuleOptions,
  type TokenApiModuleAsyncOptions,
  type TokenApiModuleOptions,
  readAsyncOptions,
  readModuleOptions,
} from './module-options.js'
import { type Middleware, answerRoutes } from './routes.js'

const OPTIONS = Symbol('tokenapi.options')

/**
 * Provides the api and the token routes to the whole application.
 *
 * @example
 * @Module({ imports: [TokenApiModule.forRoot({ secretKey, store: postgresStore(pool) })] })
 */
export class TokenApiModule implements NestModule, OnApplicationShutdown {
  readonly #api: TokenApi
  readonly #options: ReadModuleOptions
  readonly #application: ApplicationConfig
  readonly #host: HttpAdapterHost

  constructor(
    api: TokenApi,
    options: ReadModuleOptions,
    application: ApplicationConfig,
    host: HttpAdapterHost,
  ) {
    this.#api = api
    this.#options = options
    this.#application = application
    this.#host = host
  }

  /** The module with these options. Creating the application fails with `ConfigError` for invalid ones. */
  static forRoot(options: TokenApiModuleOptions): DynamicModule {
    return moduleOf([], [], () => options)
  }

  /**
   * The module with the options that a factory returns. The same errors.
   *
   * @example
   * TokenApiModule.forRootAsync({ inject: [ConfigService], useFactory: (config) => ({ … }) })
   */
  static forRootAsync(options: TokenApiModuleAsyncOptions): DynamicModule {
    const { imports, inject, useFactory } = readAsyncOptions(options)
    return moduleOf(imports, inject, useFactory)
  }

  /**
   * Adds the token routes, after body parsers and before everything else. Without Nest's consumer: Express
   * would decode the wildcard of its pattern, and answer by itself if that fails.
   */
  configure(): void {
    const { prefix } = this.#options
    if (prefix === false) return
    const below = belowPrefix(`${this.#application.getGlobalPrefix()}/${prefix}`)
    const answer = answerRoutes(this.#api, {})
    const routes: Middleware = (request, response, next) => {
      const target = below(originForm(request.originalUrl ?? request.url ?? '/'))
      return target === undefined ? next() : answer(target, request, response, next)
    }
    this.#host.httpAdapter.use(routes)
  }

  /** Runs after the server has closed, so requests in flight are still answered. */
  async onApplicationShutdown(): Promise<void> {
    if (this.#options.api === undefined) await this.#api.close()
  }
}
Module({})(TokenApiModule)
Inject(TOKEN_API)(TokenApiModule, undefined, 0)
Inject(OPTIONS)(TokenApiModule, undefined, 1)
Inject(ApplicationConfig)(TokenApiModule, undefined, 2)
Inject(HttpAdapterHost)(TokenApiModule, undefined, 3)

type Factory = TokenApiModuleAsyncOptions['useFactory']

function moduleOf(
  imports: TokenApiModuleAsyncOptions['imports'],
  inject: TokenApiModuleAsyncOptions['inject'],
  useFactory: Factory | undefined,
): DynamicModule {
  return {
    module: TokenApiModule,
    global: true,
    imports: [...(imports ?? [])],
    providers: [
      {
        provide: OPTIONS,
        inject: [...(inject ?? [])],
        useFactory: async (...injected: Parameters<Factory>) =>
          readModuleOptions((await useFactory?.(...injected)) as TokenApiModuleOptions),
      },
      {
        provide: TOKEN_API,
        inject: [OPTIONS],
        useFactory: ({ api, apiOptions }: ReadModuleOptions) => api ?? createTokenApi(apiOptions),
      },
      TokenGuard,
    ],
    exports: [TOKEN_API, TokenGuard],
  }
}
