import { type StricliProcess, buildApplication, buildCommand, run } from '@stricli/core'

import { DATABASE_NAMES, FRAMEWORK_NAMES } from './choices.js'
import { create } from './create.js'
import type { DatabaseName } from './databases.js'
import type { FrameworkName } from './frameworks.js'
import { isRefusal } from './refusal.js'

interface Flags {
  readonly framework?: FrameworkName
  readonly database?: DatabaseName
  readonly classic: boolean
  readonly yes: boolean
}

/** Exit codes: 1 refused or failed, 2 wrong usage. */
const EXIT = { no: 1, usage: 2 } as const

const command = buildCommand({
  func: async ({ framework, database, classic, yes }: Flags, folder?: string) => {
    try {
      const known = {
        ...(folder === undefined ? {} : { folder }),
        ...(framework === undefined ? {} : { framework }),
        ...(database === undefined ? {} : { database }),
        ...(classic ? { tokens: 'classic' as const } : {}),
      }
      process.stdout.write(await create(known, yes))
    } catch (error) {
      process.exitCode = EXIT.no
      process.stderr.write(`create-tokenapi: ${sentence(error)}\n`)
    }
  },
  parameters: {
    flags: {
      framework: {
        kind: 'enum',
        values: FRAMEWORK_NAMES,
        optional: true,
        brief: 'web framework (default with --yes: express)',
      },
      database: {
        kind: 'enum',
        values: DATABASE_NAMES,
        optional: true,
        brief: 'database of the users (default with --yes: sqlite)',
      },
      classic: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief:
          'classic tokens, as django-tokenapi makes them (default: access tokens, which are named and revocable)',
      },
      yes: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'no prompts: use the default of each option that is not given',
      },
    },
    aliases: { y: 'yes' },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: String,
          placeholder: 'folder',
          brief: 'new or empty folder for the project (default with --yes: tokenapi-app)',
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'Write a small project with token authentication',
    fullDescription: `Writes a small project with token authentication. It runs and passes its own tests.
Prompts for options that are not given.

Examples:
  npm create tokenapi@latest
  npm create tokenapi@latest my-app -- --framework express --database postgres`,
  },
})

const app = buildApplication(command, { name: 'create-tokenapi' })

/** Runs the command line; the exit code is set, not thrown. */
export async function main(args: readonly string[]): Promise<void> {
  const { stdout, stderr, env } = process
  const outcome: StricliProcess = { stdout, stderr, env: { ...env } }
  await run(app, args, { process: outcome })
  // The parser's own codes are negative.
  if (Number(outcome.exitCode) < 0) process.exitCode = EXIT.usage
}

function sentence(error: unknown): string {
  if (isRefusal(error)) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  // Such as a folder that may not be written to.
  if (code !== undefined) return message
  throw error
}
