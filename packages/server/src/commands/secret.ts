import { type Command, type CommandContext, buildCommand } from '@stricli/core'

import { write } from '../output.js'
import { newSecret, writeSecret } from '../secret.js'
import { telling, textFlag } from './context.js'

export const secretCommand: Command<CommandContext> = buildCommand({
  func: (flags: { write?: string }) =>
    telling(async () => {
      if (flags.write === undefined) return write(`${newSecret()}\n`)
      writeSecret(flags.write)
      await write(`A new secret is in ${flags.write}, readable for you alone.\n`)
    }),
  parameters: {
    flags: {
      write: textFlag('path', 'write it to a new file (mode 0600) instead of printing it'),
    },
  },
  docs: {
    brief: 'Make a new secret',
    fullDescription: `Makes a secret for SECRET_KEY: 384 random bits.

Examples:
  tokenapi secret
  tokenapi secret --write ./tokenapi.secret`,
  },
})
