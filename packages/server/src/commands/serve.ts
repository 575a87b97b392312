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
          // A flag comes before the environment, whichever of the two is there.
          SECRET_KEY: flags.secretKeyFile === undefined ? undefined : '',
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
      host: textFlag('address', 'HOST, 127.0.0.1 unless told otherwise'),
      port: textFlag('number', 'PORT, 8000 unless told otherwise; 0 takes any'),
      ...databaseFlags,
      secretKeyFile: textFlag('path', 'SECRET_KEY_FILE; the key itself is never a flag'),
      tokenTimeoutDays: textFlag('days', 'TOKEN_TIMEOUT_DAYS, 7 unless told otherwise'),
      maxFutureDays: textFlag(
        'days',
        'MAX_FUTURE_DAYS, 1 unless told otherwise; Infinity as the original',
      ),
      timeZone: textFlag('name', 'TIME_ZONE, UTC unless told otherwise'),
      exact: { kind: 'boolean', optional: true, brief: 'EXACT: as django-tokenapi to the letter' },
      allowHttp: { kind: 'boolean', optional: true, brief: 'ALLOW_HTTP: TLS ends in front of us' },
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
