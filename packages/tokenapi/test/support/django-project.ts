/** A real Django project in a process of its own, over any of its databases. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { djangoDatabase } from './django-database.ts'

/** Algorithms of any version of Django, in its order; a project takes those that its Django has. */
export const ALGORITHMS = [
  'pbkdf2_sha256',
  'pbkdf2_sha1',
  'argon2',
  'bcrypt_sha256',
  'bcrypt',
  'scrypt',
  'sha1',
  'md5',
  'unsalted_sha1',
  'unsalted_md5',
  'crypt',
] as const
export type Algorithm = (typeof ALGORITHMS)[number]

export interface DjangoSettings {
  /** `postgres://`, `mysql://`, or the path of a SQLite file. */
  readonly database: string
  readonly secretKey: string
  readonly timeZone?: string
  readonly tokenTimeoutDays?: number
  /** The first is preferred. */
  readonly hashers?: readonly Algorithm[]
  /** Whether a login rewrites a hash as Django does. */
  readonly rehash?: boolean
  /** Hashes of little work, in the same formats, for tests with many. */
  readonly cheap?: boolean
  /** yyyy-mm-dd, in place of the clock. */
  readonly today?: string
}

export interface DjangoPeer {
  /** What a command of django_peer.py answers; rejects with Django's error. */
  call(command: string, data?: readonly unknown[]): Promise<unknown>
  close(): Promise<void>
}

interface Waiting {
  resolve(answer: unknown): void
  reject(error: Error): void
}

/** Starts the project. `python` is one that has Django and the database's driver. */
export async function djangoPeer(settings: DjangoSettings, python: string): Promise<DjangoPeer> {
  const child = spawn(python, [fileURLToPath(new URL('django_peer.py', import.meta.url))], {
    env: { ...process.env, PYTHONWARNINGS: 'ignore', PYTHONDONTWRITEBYTECODE: '1' },
  })
  await once(child, 'spawn')
  send(child, fullSettings(settings))

  const waiting: Waiting[] = []
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  // Answers come in the order of the commands.
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply = JSON.parse(line) as { ok?: unknown; error?: string }
    const next = waiting.shift()
    if (reply.error === undefined) next?.resolve(reply.ok)
    else next?.reject(new Error(`Django: ${reply.error}`))
  })
  let ended = false
  const closed = once(child, 'close')
  child.on('close', () => {
    ended = true
    for (const one of waiting.splice(0)) one.reject(new Error(`Django has ended: ${complaint}`))
  })
  child.stdin.on('error', () => undefined)

  return {
    call: (command, data = []) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new Error(`Django has ended: ${complaint}`))
        waiting.push({ resolve, reject })
        send(child, [command, data])
      }),
    close: async () => {
      // A command that waits for a frozen database would never read the end of its input.
      if (waiting.length > 0) child.kill()
      else child.stdin.end()
      await closed
    },
  }
}

function fullSettings(settings: DjangoSettings): Record<string, unknown> {
  return {
    timeZone: 'UTC',
    tokenTimeoutDays: 7,
    hashers: ALGORITHMS,
    rehash: true,
    cheap: true,
    today: null,
    ...settings,
    database: djangoDatabase(settings.database),
  }
}

function send(child: ChildProcessWithoutNullStreams, data: unknown): void {
  child.stdin.write(`${JSON.stringify(data)}\n`)
}
