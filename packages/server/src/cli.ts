import {
  type Application,
  type CommandContext,
  type StricliProcess,
  buildApplication,
  run,
} from '@stricli/core'

import { auditCommands } from './commands/audit.js'
import { backupCommand } from './commands/backup.js'
import { buildRouteMap } from './commands/build-command.js'
import { configCommand } from './commands/config.js'
import { EXIT } from './commands/context.js'
import { doctorCommand } from './commands/doctor.js'
import { explainCommand } from './commands/explain.js'
import { exportCommands } from './commands/export.js'
import { gatewayCommands } from './commands/gateway.js'
import { importCommands } from './commands/import.js'
import { migrateCommand } from './commands/migrate.js'
import { secretCommand } from './commands/secret.js'
import { serveCommand } from './commands/serve.js'
import { tokenCommands } from './commands/token.js'
import { userCommands } from './commands/user.js'
import { currentVersion } from './version.js'

/** The commands, with their help. */
export const app: Application<CommandContext> = buildApplication(
  buildRouteMap({
    routes: {
      serve: serveCommand,
      user: userCommands,
      token: tokenCommands,
      explain: explainCommand,
      import: importCommands,
      export: exportCommands,
      gateway: gatewayCommands,
      audit: auditCommands,
      migrate: migrateCommand,
      secret: secretCommand,
      config: configCommand,
      backup: backupCommand,
      doctor: doctorCommand,
    },
    docs: {
      brief: 'Tokens for the users you have',
      fullDescription: `Tokens for the users you have, compatible with django-tokenapi.

Exit codes: 0 success, 1 error or negative result, 2 wrong usage, 3 the database does not answer.

Examples:
  tokenapi serve
  tokenapi user add maria
  tokenapi token new maria`,
    },
  }),
  {
    name: 'tokenapi',
    versionInfo: { getCurrentVersion: async () => currentVersion() },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { caseStyle: 'convert-camel-to-kebab', useAliasInUsageLine: false },
  },
)

/** Runs the command line; the exit code is set, not thrown. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `user list | head` closes the pipe early, which is no error.
    if (error.code === 'EPIPE') process.exit()
    process.stderr.write(`tokenapi: standard output cannot be written: ${error.code}\n`)
    process.exit(EXIT.no)
  })
  const { stdout, stderr, env } = process
  const outcome: StricliProcess = { stdout, stderr, env: { ...env } }
  await run(app, args, { process: outcome })
  if (outcome.exitCode !== undefined && outcome.exitCode !== 0) {
    process.exitCode = outcome.exitCode as number
  }
  // The parser's own codes are negative.
  if (Number(process.exitCode) < 0) process.exitCode = EXIT.usage
}
