import { counted } from '../counted.js'
import { write, writeJson } from '../output.js'
import { KEPT_DAYS, pruneBefore } from '../tokens/kept-days.js'
import { withAccessTokens } from '../tokens/with-access-tokens.js'
import { buildCommand } from './build-command.js'
import { type DatabaseFlags, databaseFlags, jsonFlag, withDatabase } from './context.js'

interface Flags extends DatabaseFlags {
  readonly days: number
  readonly json: boolean
}

/** `tokenapi token prune`. */
export const pruneTokens = buildCommand({
  func: (flags: Flags) =>
    withDatabase(
      flags,
      (database, config) =>
        withAccessTokens(config, database, async ({ api }) => {
          const endedBefore = pruneBefore(flags.days)
          const removed = await api.accessTokens.prune({ endedBefore })
          if (flags.json) return writeJson({ removed })
          const days = counted(flags.days, 'day')
          await write(
            `Removed the records of ${counted(removed, 'token')} that ended more than ${days} ago.\n`,
          )
        }),
      // Many batches are deleted: a slow one must not end the command.
      { patient: true },
    ),
  parameters: {
    flags: {
      ...databaseFlags,
      days: {
        kind: 'parsed',
        parse: wholeNumber,
        default: String(KEPT_DAYS),
        placeholder: 'days',
        brief: 'days for which the records of ended tokens are kept',
      },
      json: jsonFlag,
    },
  },
  docs: {
    brief: 'Remove the records of ended access tokens',
    fullDescription: `Removes the records of access tokens that ended, in small batches. The server does the same every hour.

Examples:
  tokenapi token prune
  tokenapi token prune --days 30`,
  },
})

function wholeNumber(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new Error(`"${text}" is not a whole number of days`)
}
