import type { Command, CommandContext } from '@stricli/core'

import { buildCommand } from './build-command.js'
import { configOf, databaseFlags, runCommand, settingFlag } from './context.js'

interface Flags {
  readonly host?: string
  readonly port?: string
  readonly operationsHost?: string
  readonly operationsPort?: string
  readonly databaseUrl?: string
  readonly secretKeyFile?: string
  readonly tokenTimeoutDays?: string
  readonly maxFutureDays?: string
  readonly timeZone?: string
  readonly compatibility?: string
  readonly allowHttp?: boolean
}

export const serveCommand: Command<CommandContext> = buildCommand({
  func: (flags: Flags) =>
    runCommand(async () => {
      // The server's packages are not loaded for other commands.
      const { serve } = await import('../serve.js')
      await serve(
        configOf({
          HOST: flags.host,
          PORT: flags.port,
          OPERATIONS_HOST: flags.operationsHost,
          OPERATIONS_PORT: flags.operationsPort,
          DATABASE_URL: flags.databaseUrl,
          SECRET_KEY_FILE: flags.secretKeyFile,
          TOKEN_TIMEOUT_DAYS: flags.tokenTimeoutDays,
          MAX_FUTURE_DAYS: flags.maxFutureDays,
          TIME_ZONE: flags.timeZone,
          COMPATIBILITY: flags.compatibility,
          ALLOW_HTTP: flags.allowHttp === undefined ? undefined : String(flags.allowHttp),
        }),
      )
    }),
  parameters: {
    flags: {
      host: settingFlag('HOST', 'address'),
      port: settingFlag('PORT', 'number'),
      operationsHost: settingFlag('OPERATIONS_HOST', 'address'),
      operationsPort: settingFlag('OPERATIONS_PORT', 'number'),
      ...databaseFlags,
      secretKeyFile: settingFlag('SECRET_KEY_FILE', 'path'),
      tokenTimeoutDays: settingFlag('TOKEN_TIMEOUT_DAYS', 'days'),
      maxFutureDays: settingFlag('MAX_FUTURE_DAYS', 'days'),
      timeZone: settingFlag('TIME_ZONE', 'name'),
      compatibility: settingFlag('COMPATIBILITY', 'django-tokenapi'),
      allowHttp: {
        kind: 'boolean',
        optional: true,
        brief: settingFlag('ALLOW_HTTP', '').brief,
      },
    },
  },
  docs: {
    brief: 'Run the server',
    fullDescription: `Runs the server. At the first start outside production it creates what is missing: a secret key, a SQLite database and
a demo user. Every setting is also an environment variable.

Examples:
  tokenapi serve
  tokenapi serve --port 9000 --database-url sqlite:/srv/app/db.sqlite3 --secret-key-file /run/secrets/key
  SECRET_KEY=... DATABASE_URL=sqlite:./db.sqlite3 tokenapi serve`,
  },
})
