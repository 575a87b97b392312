import type { CommandContext, RouteMap } from '@stricli/core'
import { type EventFilter, sqlEvents } from 'tokenapi/audit'

import { SettingError } from '../config/setting-error.js'
import { counted, grouped } from '../counted.js'
import type { Database } from '../database.js'
import { EVENT_HEADING, eventRow } from '../event-row.js'
import { write, writeJson } from '../output.js'
import { buildCommand, buildRouteMap } from './build-command.js'
import {
  type DatabaseFlags,
  EXIT,
  configOf,
  databaseFlags,
  idFlag,
  jsonFlag,
  settingFlag,
  textFlag,
  withDatabase,
} from './context.js'
import { pastTime } from './past-time.js'

interface ListFlags extends DatabaseFlags {
  readonly user?: string
  readonly id: boolean
  readonly name?: string
  readonly address?: string
  readonly since?: Date
  readonly until?: Date
  readonly limit?: number
  readonly json: boolean
}

// Many batches are read: a slow one must not end the command.
const PATIENT = { patient: true }

const list = buildCommand({
  func: (flags: ListFlags) =>
    withDatabase(
      flags,
      async (database) => {
        const { name, address, since, until, limit, json } = flags
        const user = await userOf(database, flags)
        const filter: EventFilter = { user, name, address, since, until, limit }
        if (!json) await write(EVENT_HEADING)
        for await (const entry of sqlEvents(database.store).list(filter)) {
          if (json) await writeJson(entry)
          else await write(eventRow(entry))
        }
      },
      PATIENT,
    ),
  parameters: {
    flags: {
      ...databaseFlags,
      user: textFlag('name', 'events of this user, and logins with this user name; default all'),
      id: idFlag,
      name: textFlag(
        'event',
        'events with this name: login.failed; login for all of login.*; default all',
      ),
      address: textFlag('address', 'events of this client address, default all'),
      since: timeFlag(
        'events of this time and later: 2026-03-01, 2026-03-01T08:00:00Z or 24h; default all',
      ),
      until: timeFlag('events before this time, default now'),
      limit: numberFlag('number', 'the newest events up to this number of rows, default all'),
      json: jsonFlag,
    },
  },
  docs: {
    brief: 'List recorded events',
    fullDescription: `Lists the events of the audit trail from the oldest to the newest, as they are read. With --json, one JSON
object on each line.

Examples:
  tokenapi audit list --since 24h --name login.failed
  tokenapi audit list --user maria --limit 20
  tokenapi audit list --json | jq -r .address | sort | uniq -c`,
  },
})

const verify = buildCommand({
  func: (flags: DatabaseFlags & { readonly expectHead?: string; readonly json: boolean }) =>
    withDatabase(
      flags,
      async ({ store }) => {
        const { expectHead, json } = flags
        const result = await sqlEvents(store).verify({ expectHead })
        if (!result.ok) process.exitCode = EXIT.no
        if (json) return writeJson(result)
        if (!result.ok) {
          return write(
            `The audit trail is broken: ${result.what}. Rows that were verified before: ${grouped(result.count)}.\n`,
          )
        }
        const { count, head } = result
        await write(`The audit trail is whole: ${counted(count, 'row')}.\n`)
        if (head !== undefined) await write(`Head: row ${head.seq}, ${head.hash}\n`)
      },
      PATIENT,
    ),
  parameters: {
    flags: {
      ...databaseFlags,
      expectHead: {
        kind: 'parsed',
        parse: hash,
        optional: true,
        placeholder: 'hash',
        brief: 'an earlier head, which must still be in the chain; default: none is compared',
      },
      json: jsonFlag,
    },
  },
  docs: {
    brief: 'Check that no recorded event was changed or removed',
    fullDescription: `Computes the hash of every recorded event and prints the head: number and hash of the last row. Exit code 1
and the first broken row if a row was changed, removed, swapped or inserted. Rows that are removed at the end show with
--expect-head alone: keep heads outside of the database, for example those in the log of the server.

Examples:
  tokenapi audit verify
  tokenapi audit verify --expect-head "$HEAD"`,
  },
})

const prune = buildCommand({
  func: (flags: DatabaseFlags & { readonly days?: string; readonly json: boolean }) =>
    withDatabase(
      flags,
      async ({ store }) => {
        const days = configOf({ AUDIT_DAYS: flags.days }).AUDIT_DAYS
        if (days === undefined) {
          throw new SettingError('how old? Write --days 90, or set AUDIT_DAYS')
        }
        const removed = await sqlEvents(store).prune(pastTime(`${days}d`))
        if (flags.json) await writeJson({ removed })
        else
          await write(`Removed ${counted(removed, 'event')} older than ${counted(days, 'day')}.\n`)
      },
      PATIENT,
    ),
  parameters: {
    flags: { ...databaseFlags, days: settingFlag('AUDIT_DAYS', 'days'), json: jsonFlag },
  },
  docs: {
    brief: 'Remove old events',
    fullDescription: `Removes events that are older than a number of days, and records that. The rest can still be verified.
The role needs the right to delete from tokenapi_events.

Examples:
  tokenapi audit prune --days 90
  AUDIT_DAYS=90 tokenapi audit prune`,
  },
})

/** A name that no user has is one that somebody tried to log in with. */
async function userOf({ store }: Database, { user, id }: ListFlags): Promise<EventFilter['user']> {
  if (user === undefined) return undefined
  if (id) return { id: user }
  const found = await store.findByUsername(user)
  return { username: user, id: found === undefined ? undefined : String(found.id) }
}

function timeFlag(brief: string) {
  return {
    kind: 'parsed',
    parse: (text: string): Date => pastTime(text),
    optional: true,
    placeholder: 'time',
    brief,
  } as const
}

function numberFlag(placeholder: string, brief: string) {
  return { kind: 'parsed', parse: wholeNumber, optional: true, placeholder, brief } as const
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Error(`"${text}" is not a whole number`)
}

function hash(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  throw new Error(`"${text}" is not a hash: 64 hexadecimal digits, as \`audit verify\` prints it`)
}

export const auditCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: { list, verify, prune },
  docs: { brief: 'Recorded events: list, verify, prune' },
})
