import type { Command, CommandContext } from '@stricli/core'

import { write } from '../output.js'
import { newSecret, writeSecret } from '../secret.js'
import { buildCommand } from './build-command.js'
import { runCommand, textFlag } from './context.js'

export const secretCommand: Command<CommandContext> = buildCommand({
  func: (flags: { write?: string }) =>
    runCommand(async () => {
      if (flags.write === undefined) return write(`${newSecret()}\n`)
      writeSecret(flags.write)
      await write(`Wrote a new secret to ${flags.write}, readable only by you.\n`)
    }),
  parameters: {
    flags: {
      write: textFlag('path', 'new file to write, mode 0600 (default: standard output)'),
    },
  },
  docs: {
    brief: 'Generate a secret key',
    fullDescription: `Generates a value for SECRET_KEY: 384 random bits.

Examples:
  tokenapi secret
  tokenapi secret --write ./tokenapi.secret`,
  },
})
