import type { FactoryProvider, ModuleMetadata } from '@nestjs/common'

import { ConfigError } from '../../core/errors.js'
import {
  type OptionCheck,
  callback,
  checkedElsewhere,
  is,
  port,
  required,
} from '../../core/options/option-checks.js'
import { type CheckedOptions, readOptions } from '../../core/options/read-options.js'
import type { TokenApi } from '../../http/token-api.js'
import { TOKEN_API_CHECKS, type TokenApiOptions } from '../../http/token-api-options.js'

/** The options of `createTokenApi`, or an existing api, which the application closes itself. */
export type TokenApiModuleOptions = (TokenApiOptions | { readonly api: TokenApi }) & {
  /** The path of the token routes below the global prefix; default "token". `false` mounts none. */
  readonly prefix?: string | false | undefined
}

/** The options of `forRootAsync`: a factory for the module's options, with injected arguments. */
export interface TokenApiModuleAsyncOptions
  extends
    Pick<ModuleMetadata, 'imports'>,
    Pick<FactoryProvider<TokenApiModuleOptions>, 'inject' | 'useFactory'> {}

/** The module's options, separated. */
export interface ReadModuleOptions {
  /** The application's api, if it passed one. */
  readonly api: TokenApi | undefined
  /** The options of `createTokenApi` otherwise. */
  readonly apiOptions: TokenApiOptions
  readonly prefix: string | false
}

const prefixCheck: OptionCheck<string | false> = is(
  'a path such as "token", or `false`',
  (value) => value === false || (typeof value === 'string' && /^\/*[^/?#\s][^?#\s]*$/.test(value)),
)

/** The checked options. Throws `ConfigError`. */
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
    // `createTokenApi` checks it, if there is no api.
    store: checkedElsewhere(),
    api: port<TokenApi>('`createTokenApi()`', 'handle', 'authenticate', 'close'),
    prefix: prefixCheck,
  })
  const both = Object.entries(apiOptions).find(([, value]) => value !== undefined)
  if (api !== undefined && both !== undefined) {
    throw new ConfigError(
      `\`TokenApiModule.forRoot\` takes \`api\` or the options of \`createTokenApi\`, not both: \`${both[0]}\` belongs to the \`createTokenApi\` that made it`,
    )
  }
  return { api, apiOptions: apiOptions as TokenApiOptions, prefix }
}

/** The checked options of `forRootAsync`. Throws `ConfigError`. */
export function readAsyncOptions(
  given: TokenApiModuleAsyncOptions,
): CheckedOptions<TokenApiModuleAsyncOptions> {
  const caller = 'TokenApiModule.forRootAsync'
  return readOptions<TokenApiModuleAsyncOptions>(caller, given, {
    imports: is('a list', Array.isArray),
    inject: is('a list', Array.isArray),
    useFactory: required(callback(), 'pass a function that returns the options'),
  })
}
