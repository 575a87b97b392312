/** Sets up what the rows of a run need. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Row, SQL_DATABASES, type SqlDatabase } from '../row.ts'
import { installMatrix } from './matrix.ts'
import { writeLogins, writeRequests } from './request-lists.ts'
import { installPrograms } from './programs.ts'
import { seed } from './seed.ts'
import { type Template, makeTemplate } from './template.ts'

export interface Setup {
  /** For lists of requests and copies of databases. */
  readonly folder: string
  readonly templates: ReadonlyMap<SqlDatabase, Template>
  stop(): Promise<void>
}

export async function setUp(rows: readonly Row[]): Promise<Setup> {
  installPrograms(rows)
  if (rows.some(({ command }) => command.some((word) => word.startsWith('{root}/matrix'))))
    installMatrix()
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-peers-'))
  const templates = new Map<SqlDatabase, Template>()
  const stop = async (): Promise<void> => {
    for (const template of templates.values()) await template.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    writeLogins(folder)
    writeRequests(folder)
    for (const database of SQL_DATABASES) {
      const over = rows.filter((row) => row.database === database)
      if (over.length === 0) continue
      const template = await makeTemplate(database, folder)
      templates.set(database, template)
      await seed({ database, url: template.url, folder, rows: over })
      await template.seal()
    }
    return { folder, templates, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
