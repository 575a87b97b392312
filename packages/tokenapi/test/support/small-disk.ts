/** Two megabytes of disk that can be filled up, for SQLite. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import type { SqliteDatabase } from '../../src/stores/sqlite/index.ts'

export interface SmallDisk {
  /** A file system of its own; without the right to mount one it is a limit of SQLite's instead. */
  readonly isReal: boolean
  /** What a store is opened with. */
  readonly database: string | SqliteDatabase
  /** Leaves little room. */
  fill(): void
  free(): void
  integrity(): unknown
  remove(): void
}

export function smallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-'))
  const path = join(folder, 'db.sqlite3')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return limited(path)
  }
  const filler = join(folder, 'filler')
  return {
    isReal: true,
    database: path,
    fill: () => writeFileSync(filler, Buffer.alloc(1_400_000)),
    free: () => rmSync(filler),
    integrity() {
      const database = new DatabaseSync(path)
      const found = database.prepare('PRAGMA integrity_check').get()
      database.close()
      return found
    },
    remove: () => execFileSync('umount', [folder]),
  }
}

function limited(path: string): SmallDisk {
  console.warn(
    'tokenapi: no right to mount a small disk: SQLite’s own limit of pages stands for it',
  )
  const database = new DatabaseSync(path)
  const most = (pages: number): void => database.exec(`PRAGMA max_page_count = ${pages}`)
  return {
    isReal: false,
    database: database as SqliteDatabase,
    fill: () => most(30),
    free: () => most(1_000_000),
    integrity: () => database.prepare('PRAGMA integrity_check').get(),
    remove: () => database.close(),
  }
}
