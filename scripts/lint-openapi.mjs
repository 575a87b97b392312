/** Lints the API descriptions of the server with redocly's recommended rules. Needs no network. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readConfig } from '../packages/server/dist/config/read-config.js'
import { openDatabase } from '../packages/server/dist/database.js'
import { administratorsOf } from '../packages/server/dist/operations/management/administrators.js'
import { managementApp } from '../packages/server/dist/operations/management/management-app.js'
import { openapiDocument } from '../packages/server/dist/operations/management/openapi.js'
import { createOperationsApp } from '../packages/server/dist/operations/operations-app.js'
import { clientsDocument } from '../packages/server/dist/public/description/clients-document.js'

const folder = mkdtempSync(join(tmpdir(), 'tokenapi-openapi-'))
try {
  // Nothing is asked of them: the routes alone are read.
  const config = readConfig({ DATABASE_URL: `sqlite:${join(folder, 'none.sqlite3')}` })
  const database = openDatabase(config)
  const administrators = administratorsOf(config, database)
  const ignore = () => {}
  const management = managementApp(
    { config, database, api: {}, administrators, onEvent: ignore },
    ignore,
  )
  const operations = createOperationsApp({ readiness: {}, api: {}, metrics: {} })
  const documents = {
    'openapi.json': await openapiDocument([management, operations], '0.0.0'),
    'clients.json': clientsDocument({ hasAccessTokens: true, version: '0.0.0' }),
  }
  const files = Object.entries(documents).map(([name, document]) => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(document, null, 2))
    return file
  })
  writeFileSync(
    join(folder, 'redocly.yaml'),
    // Relative: the host is the operator's. Probes and metrics refuse nothing.
    'extends: [recommended-strict]\nrules:\n  no-server-example.com: off\n  operation-4xx-response: off\n',
  )
  const { status } = spawnSync(
    'redocly',
    ['lint', ...files, '--config', join(folder, 'redocly.yaml')],
    {
      stdio: 'inherit',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  )
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
