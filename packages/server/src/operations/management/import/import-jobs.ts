/** Imports that run in the background, one at a time. */
import { randomUUID } from 'node:crypto'

import { type UserRecord, isConfigError, isUnavailableError } from 'tokenapi'

import type { Config } from '../../../config/read-config.js'
import { isSettingError, SettingError } from '../../../config/setting-error.js'
import type { Database } from '../../../database.js'
import { isFileError } from '../../../import/file-error.js'
import { type Counts, importUsers } from '../../../import/import-users.js'
import { openRows } from '../../../import/open-rows.js'
import { type ImportChoices, prepareImport } from '../../../import/prepare-import.js'
import { utf8Chunks } from '../../../import/source.js'
import { Problem } from '../problem.js'
import type { ReceivedFile } from './receive-file.js'

interface ImportRequest extends ImportChoices {
  readonly dryRun: boolean
  /** On a bad row: end before its batch, or leave the row out. */
  readonly onError: 'stop' | 'skip'
  readonly model: string
  /** Why a user must not be added by who asks; `undefined`: it may be. */
  readonly refuse?: (record: UserRecord) => string | undefined
}

interface BadRow {
  /** "line 7" */
  readonly place: string
  readonly username: string | null
  readonly reason: string
}

export interface ImportJob {
  readonly id: string
  readonly request: ImportRequest
  readonly size: number
  readonly startedAt: Date
  state: 'running' | 'done' | 'stopped'
  endedAt: Date | undefined
  /** Bytes of the file that are done with. */
  reached: number
  readonly counts: Counts
  /** The first of them. */
  readonly badRows: BadRow[]
  /** Why it stopped. */
  problem: string | undefined
}

export interface ImportJobs {
  /** Throws a problem while another one runs. `ended` is called in any case. */
  start(file: ReceivedFile, request: ImportRequest, ended: (job: ImportJob) => void): ImportJob
  get(id: string): ImportJob | undefined
  isRunning(): boolean
}

/** Jobs that are remembered after their end. */
const MOST_JOBS = 20
const MOST_BAD_ROWS = 100
/** Characters of a text out of the file: a row has up to 1 MiB. */
const LONGEST_TEXT = 300

export function importJobs(config: Config, database: Database): ImportJobs {
  const jobs = new Map<string, ImportJob>()
  const isRunning = (): boolean => [...jobs.values()].some(({ state }) => state === 'running')
  return {
    isRunning,
    get: (id) => jobs.get(id),
    start(file, request, ended) {
      if (isRunning())
        throw new Problem('already_running', 'Another import runs: wait for its end.')
      const job = newJob(file, request)
      jobs.set(job.id, job)
      const [oldest] = jobs.keys()
      if (jobs.size > MOST_JOBS && oldest !== undefined) jobs.delete(oldest)
      void run(job, file, database, config)
        .then(() => void (job.state = 'done'))
        .catch((error: unknown) => {
          job.state = 'stopped'
          job.problem = shortened(problemText(error))
        })
        .finally(async () => {
          job.endedAt = new Date()
          ended(job)
          await file.close()
        })
      return job
    },
  }
}

function newJob({ size }: ReceivedFile, request: ImportRequest): ImportJob {
  return {
    id: randomUUID(),
    request,
    size,
    startedAt: new Date(),
    state: 'running',
    endedAt: undefined,
    reached: 0,
    counts: { added: 0, there: 0, bad: 0, outcomes: new Map(), weak: new Map() },
    badRows: [],
    problem: undefined,
  }
}

async function run(
  job: ImportJob,
  file: ReceivedFile,
  database: Database,
  config: Config,
): Promise<void> {
  const { format, model, onError, dryRun, refuse } = job.request
  const { read, batch, hash } = await prepareImport(job.request, database, config)
  const rest = { others: new Map(), lists: new Set<string>() }
  const rows = await openRows(
    utf8Chunks(() => file.chunks()),
    { format, model, read, rest },
  )
  await importUsers(
    rows,
    {
      records: database.admin.records,
      read,
      batch,
      dryRun,
      hash,
      refuse,
      skipBadRows: onError === 'skip',
      onBadRow(place, username, reason) {
        if (job.badRows.length < MOST_BAD_ROWS) {
          const name = username === undefined ? null : shortened(username)
          job.badRows.push({ place, username: name, reason: shortened(reason) })
        }
        if (onError === 'stop') throw new SettingError(`${place}: ${reason}`)
      },
      onProgress: (bytes) => void (job.reached = Math.max(job.reached, bytes)),
    },
    job.counts,
  )
  job.reached = job.size
}

/** In words; no row is in it but its place. */
function problemText(error: unknown): string {
  if (isFileError(error)) {
    return error.place === undefined ? error.message : `${error.place}: ${error.message}`
  }
  if (isSettingError(error) || isConfigError(error)) return error.message
  if (isUnavailableError(error))
    return 'the database does not answer: run the import again, and it goes on'
  return 'it failed: run the import again, and it goes on'
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`
}
