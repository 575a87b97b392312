/** A Next app of its own, built once and started for each world: `next build`, `next start`. */
import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import {
  type Recordings,
  type ScenarioApp,
  readRecordings,
  scenarioSetup,
} from 'tokenapi/contracts'

const SOURCES = join(import.meta.dirname, 'next')
const ROOT = join(import.meta.dirname, '../../../../..')
/** The longest URLs of the scenarios are longer than Node reads by itself. */
const ENV = {
  ...process.env,
  NODE_ENV: 'production',
  NODE_OPTIONS: '--max-http-header-size=32768',
  NEXT_TELEMETRY_DISABLED: '1',
} as const

export interface NextApp {
  /** Files by path: what stands beside the routes of the scenarios. */
  readonly files?: Readonly<Record<string, string>>
  /** Settings of next.config.mjs beyond the usual. */
  readonly config?: Readonly<Record<string, unknown>>
}

/** Writes the app of the scenarios into the folder and builds it with the Next that is found there. */
export async function buildNextApp(
  folder: string,
  { files = {}, config = {} }: NextApp = {},
): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const settings = { outputFileTracingRoot: ROOT, ...config }
  write('package.json', '{ "private": true, "type": "module" }\n')
  write('next.config.mjs', `export default ${JSON.stringify(settings)}\n`)
  const recordings = readRecordings()
  write('recordings.json', JSON.stringify(recordings))
  cpSync(join(SOURCES, 'scenario-route.ts'), join(folder, 'scenario-route.ts'))
  for (const path of await pathsOf(recordings)) write(routeFile(path), routeSource(path))
  write(
    'app/token/[...path]/route.js',
    `import { tokens } from '../../../scenario-route.ts'\nexport const { ${METHODS} } = tokens\n`,
  )
  for (const [path, text] of Object.entries(files)) write(path, text)
  const run = promisify(execFile)
  await run(process.execPath, [nextBin(folder), 'build'], { cwd: folder, env: ENV })
}

const METHODS = 'GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE'
/** The addresses of all worlds; those of the open views, which the recordings alone have, are one file. */
async function pathsOf(recordings: Recordings): Promise<readonly string[]> {
  const { routes } = await scenarioSetup('fixture', recordings)
  return ['/json/:name', ...routes.map(({ path }) => path)]
}

function routeFile(path: string): string {
  return `app${path.replaceAll(/:(\w+)/g, '[$1]')}/route.js`
}

function routeSource(path: string): string {
  const up = '../'.repeat(path.split('/').length)
  return `import { handlersAt } from '${up}scenario-route.ts'\nexport const { ${METHODS} } = handlersAt('${path}')\n`
}

/** The program of the Next that an app in this folder would get. */
function nextBin(folder: string): string {
  const require = createRequire(join(folder, 'package.json'))
  return require.resolve('next/dist/bin/next')
}

/** `next start` on a free loopback port; the world is made in the program itself. */
export async function startNextApp(folder: string, world: string): Promise<ScenarioApp> {
  const child = spawn(process.execPath, [nextBin(folder), 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd: folder,
    env: { ...ENV, SCENARIO_WORLD: world },
  })
  const port = await new Promise<number>((resolve, reject) => {
    let output = ''
    const receive = (data: Buffer): void => {
      output += data.toString()
      const found = /Local: +http:\/\/[^:]+:(\d+)[^]*Ready/.exec(output)?.[1]
      if (found !== undefined) resolve(Number(found))
    }
    child.stdout.on('data', receive)
    child.stderr.on('data', receive)
    child.on('exit', () => reject(new Error(output)))
  })
  // What a route needs is loaded when it is first asked for, which may take longer than callers wait.
  await fetch(`http://127.0.0.1:${port}/token/new.json`)
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        child.on('exit', () => resolve())
        child.kill()
      }),
  }
}
