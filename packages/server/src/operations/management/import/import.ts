/** Import of users from a file that is sent as the body. */
import { Hono } from 'hono'
import type { UserRecord } from 'tokenapi'
import type { RecordedEvent } from 'tokenapi/audit'
import * as v from 'valibot'

import { FORMATS } from '../../../import/file-format.js'
import { PASSWORDS, UNREADABLE } from '../../../import/read-password.js'
import { eventOfAction } from '../action-event.js'
import { checked } from '../checked.js'
import { describe } from '../describe.js'
import { may } from '../guard.js'
import type { ManagementEnv, ManagementParts } from '../management-env.js'
import { Problem } from '../problem.js'
import { type ImportJob, importJobs } from './import-jobs.js'
import { ImportProgress } from './import-schema.js'
import { LARGEST_FILE, receiveFile } from './receive-file.js'

const choice = (description: string) =>
  v.pipe(
    v.optional(v.picklist(['true', 'false']), 'false'),
    v.transform((text) => text === 'true'),
    v.description(description),
  )
const Query = v.object({
  format: v.picklist(FORMATS),
  dryRun: choice('checks every row, and writes nothing'),
  onError: v.pipe(
    v.optional(v.picklist(['stop', 'skip']), 'skip'),
    v.description('at a row that cannot be added: leave it out, or stop before its batch'),
  ),
  passwords: v.optional(v.picklist(PASSWORDS), 'hashed'),
  unreadable: v.optional(v.picklist(UNREADABLE), 'reject'),
  ignoreUnknown: choice('leaves out fields without a column'),
  model: v.optional(v.pipe(v.string(), v.maxLength(100)), 'auth.user'),
})
const Path = v.object({ id: v.pipe(v.string(), v.maxLength(64)) })

const MAKES_ADMINISTRATOR =
  'it is an administrator, which a token adds to no table: import it in the admin page, or with `tokenapi import users`'

export function imports({
  config,
  database,
  administrators,
  onEvent,
  largestImport = LARGEST_FILE,
}: ManagementParts) {
  const jobs = importJobs(config, database)

  return new Hono<ManagementEnv>()
    .post(
      '/import',
      describe('Import', {
        summary: 'Import users from a file',
        description:
          'Send the file as the body: CSV, JSON lines, or the dumpdata of Django. It runs in the background, one import at a time. Hashes are kept or converted, as `tokenapi import users` does it. The process that received the file has its progress.',
        scope: 'admin:import',
        answer: ImportProgress,
        status: 202,
        refusals: { 409: 'Another import runs.', 413: 'The file is too large.' },
      }),
      may('admin:import', { dangerous: true }),
      checked('query', Query),
      async (c) => {
        const refuse = (record: UserRecord): string | undefined =>
          administrators.includes(record) ? MAKES_ADMINISTRATOR : undefined
        const request = {
          ...c.req.valid('query'),
          ...(c.get('principal').via === 'token' && { refuse }),
        }
        if (jobs.isRunning()) {
          throw new Problem('already_running', 'Another import runs: wait for its end.')
        }
        const file = await receiveFile(c.req.raw.body, largestImport)
        const started = eventOfAction(c, { name: 'admin.import.started', ...detailsOf(request) })
        try {
          const job = jobs.start(file, request, (ended) => onEvent(endOf(started, ended)))
          onEvent(started)
          return c.json(progressOf(job), 202)
        } catch (error) {
          await file.close()
          throw error
        }
      },
    )
    .get(
      '/import/:id',
      describe('Import', {
        summary: 'Get the progress of an import',
        description: 'The last 20 imports of this process.',
        scope: 'admin:import',
        answer: ImportProgress,
        refusals: { 404: 'This process has no import with this id.' },
      }),
      may('admin:import'),
      checked('param', Path),
      (c) => {
        const job = jobs.get(c.req.valid('param').id)
        if (job === undefined) throw new Problem('not_found', 'No import has this id.')
        return c.json(progressOf(job))
      },
    )
}

function detailsOf({ format, dryRun }: ImportJob['request']) {
  return { format, dryRun }
}

/** The same administrator, at the end. */
function endOf(started: RecordedEvent, { state, counts }: ImportJob): RecordedEvent {
  return {
    ...started,
    name: 'admin.import.ended',
    time: new Date(),
    state,
    added: counts.added,
    alreadyThere: counts.there,
    refused: counts.bad,
  } as RecordedEvent
}

function progressOf(job: ImportJob): v.InferOutput<typeof ImportProgress> {
  const { id, state, request, startedAt, endedAt, size, reached, counts, badRows, problem } = job
  return {
    id,
    state,
    dryRun: request.dryRun,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    bytes: size,
    bytesDone: reached,
    added: counts.added,
    alreadyThere: counts.there,
    refused: counts.bad,
    refusedRows: [...badRows],
    problem: problem ?? null,
  }
}
