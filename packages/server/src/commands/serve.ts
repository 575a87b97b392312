import { type Command, type CommandContext, buildCommand } from '@stricli/core'

import { serve } from '../serve.js'
import { configOf, databaseFlags, telling, textFlag } from './context.js'

interface Flags {
  readonly host?: string
  readonly port?: string
  readonly databaseUrl?: string
  readonly secretKeyFile?: string
  readonly tokenTimeoutDays?: string
  readonly maxFutureDays?: string
  readonly timeZone?: string
  readonly exact?: boolean
  readonly allowHttp?: boolean
}

export const serveCommand: Command<CommandContext> = buildCommand({
  func: (flags: Flags) =>
    telling(async () => {
      await serve(
        configOf({
          HOST: flags.host,
          PORT: flags.port,
          DATABASE_URL: flags.databaseUrl,
          SECRET_KEY_FILE: flags.secretKeyFile,
          TOKEN_TIMEOUT_DAYS: flags.tokenTimeoutDays,
          MAX_FUTURE_DAYS: flags.maxFutureDays,
          TIME_ZONE: flags.timeZone,
          EXACT: flags.exact === undefined ? undefined : String(flags.exact),
          ALLOW_HTTP: flags.allowHttp === undefined ? undefined : String(flags.allowHttp),
        }),
      )
    }),
  parameters: {
    flags: {
      host: textFlag('address', 'address to listen on (env HOST, default 127.0.0.1)'),
      port: textFlag('number', 'port to listen on; 0 takes any free one (env PORT, default 8000)'),
      ...databaseFlags,
      secretKeyFile: textFlag(
        'path',
        'file that holds the secret key (env SECRET_KEY_FILE); the key itself is never a flag',
      ),
      tokenTimeoutDays: textFlag(
        'days',
        'days a token is good beyond its own (env TOKEN_TIMEOUT_DAYS, default 7)',
      ),
      maxFutureDays: textFlag(
        'days',
        'days a token may be dated ahead; Infinity as the original (env MAX_FUTURE_DAYS, default 1)',
      ),
      timeZone: textFlag('name', 'whose calendar "today" follows (env TIME_ZONE, default UTC)'),
      exact: {
        kind: 'boolean',
        optional: true,
        brief: 'as django-tokenapi to the letter (env EXACT)',
      },
      allowHttp: {
        kind: 'boolean',
        optional: true,
        brief: 'TLS ends at a proxy in front (env ALLOW_HTTP)',
      },
    },
  },
  docs: {
    brief: 'Run the server',
    fullDescription: `Runs the server. Without SECRET_KEY and database it makes both, and a first user.

Examples:
  tokenapi serve
  tokenapi serve --port 9000 --database-url sqlite:/srv/app/db.sqlite3 --secret-key-file /run/secrets/key
  SECRET_KEY=... DATABASE_URL=sqlite:./db.sqlite3 tokenapi serve`,
  },
})
