import type { FactoryProvider, ModuleMetadata } from '@nestjs/common'

import { ConfigError } from '../../core/errors.js'
import {
  type OptionCheck,
  callback,
  checkedElsewhere,
  is,
  port,
  required,
} from '../../core/option-checks.js'
import { type CheckedOptions, readOptions } from '../../core/read-options.js'
import type { TokenApi } from '../../http/token-api.js'
import { TOKEN_API_CHECKS, type TokenApiOptions } from '../../http/token-api-options.js'

/** What the api is made of, or an api that there is already, which stays yours to close. */
export type TokenApiModuleOptions = (TokenApiOptions | { readonly api: TokenApi }) & {
  /** Where the token routes are, below the application's global prefix; default "token". `false`: nowhere. */
  readonly prefix?: string | false | undefined
}

/** What `forRootAsync` takes: the options, made by a factory that is injected what it names. */
export interface TokenApiModuleAsyncOptions
  extends
    Pick<ModuleMetadata, 'imports'>,
    Pick<FactoryProvider<TokenApiModuleOptions>, 'inject' | 'useFactory'> {}

/** The options, told apart. */
export interface ReadModuleOptions {
  /** Where it is yours. */
  readonly api: TokenApi | undefined
  /** Of `createTokenApi`, where it is not. */
  readonly apiOptions: TokenApiOptions
  readonly prefix: string | false
}

const prefixCheck: OptionCheck<string | false> = is(
  'a path such as "token", or `false`',
  (value) => value === false || (typeof value === 'string' && /^\/*[^/?#\s][^?#\s]*$/.test(value)),
)

/** The options, read once. Throws `ConfigError`. */
export function readModuleOptions(given: TokenApiModuleOptions): ReadModuleOptions {
  type All = Partial<TokenApiOptions> & { readonly api?: TokenApi } & Pick<
      TokenApiModuleOptions,
      'prefix'
    >
  const {
    api,
    prefix = 'token',
    ...apiOptions
  } = readOptions<All>('TokenApiModule.forRoot', given as All, {
    ...TOKEN_API_CHECKS,
    // Only where there is no api yet: `createTokenApi` asks for it then.
    store: checkedElsewhere(),
    api: port<TokenApi>('`createTokenApi()`', 'handle', 'authenticate', 'close'),
    prefix: prefixCheck,
  })
  const both = Object.entries(apiOptions).find(([, value]) => value !== undefined)
  if (api !== undefined && both !== undefined) {
    throw new ConfigError(
      `\`TokenApiModule.forRoot\` takes \`api\`, or what one is made of: \`${both[0]}\` belongs to the \`createTokenApi\` that made it`,
    )
  }
  return { api, apiOptions: apiOptions as TokenApiOptions, prefix }
}

/** The options of `forRootAsync`. Throws `ConfigError`. */
export function readAsyncOptions(
  given: TokenApiModuleAsyncOptions,
): CheckedOptions<TokenApiModuleAsyncOptions> {
  const caller = 'TokenApiModule.forRootAsync'
  return readOptions<TokenApiModuleAsyncOptions>(caller, given, {
    imports: is('a list', Array.isArray),
    inject: is('a list', Array.isArray),
    useFactory: required(callback(), 'pass a function that gives the options'),
  })
}
