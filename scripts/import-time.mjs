// How long a program takes from its start to its end, or a Worker until it listens, that only imports the
// library: as a ratio to an empty one on the same runtime. Fails only far beyond what has been measured.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { INSTALL, RUNTIMES, programOf } from './runtimes.mjs'
import { workerArguments } from './worker.mjs'

/** Ten times what a quiet machine shows: it is there for a mistake, not for a busy hour. */
const MOST = 15
const RUNS = 5
const PROGRAMS = {
  'empty': '',
  'tokenapi': "import 'tokenapi'\n",
  'tokenapi/express': "import 'tokenapi/express'\n",
}

const folder = join(import.meta.dirname, '..', 'coverage', 'import-time')
mkdirSync(folder, { recursive: true })
const over = []
console.log('cold import, ms and ratio to an empty program')
for (const runtime of RUNTIMES) {
  const program = programOf(runtime)
  if (program === undefined) {
    console.log(runtime.padEnd(8), `not installed: ${INSTALL}`)
    if (process.env['CI'] === 'true') over.push(`${runtime} is not installed`)
    continue
  }
  const measured = await measure(runtime, program)
  const { empty, ...entries } = measured
  const cells = Object.entries(entries).map(([name, time]) => {
    const ratio = time / empty
    if (ratio > MOST) over.push(`${name} on ${runtime}: ${ratio.toFixed(1)} of ${MOST}`)
    return `${name} ${time.toFixed(0)} (${ratio.toFixed(2)})`
  })
  console.log(runtime.padEnd(8), `empty ${empty.toFixed(0)}   ${cells.join('   ')}`)
}
if (over.length > 0) {
  console.error(over.join('\n'))
  process.exit(1)
}

/** The median of each, run in turns. */
async function measure(runtime, program) {
  const commands = []
  for (const [name, source] of Object.entries(PROGRAMS)) {
    const isWorker = runtime === 'workerd'
    const file = join(folder, `${runtime}-${name.replace('/', '-')}.mjs`)
    writeFileSync(file, isWorker ? `${source}export default { fetch() {} }\n` : source)
    const args = isWorker
      ? [...(await workerArguments(file)), '--control-fd=3']
      : argumentsOf(file, runtime)
    commands.push({ name, args, times: [] })
  }
  for (let i = 0; i < RUNS; i++) {
    for (const { args, times } of commands) times.push(await timeOf(program, args))
  }
  return Object.fromEntries(
    commands.map(({ name, times }) => [name, times.toSorted((a, b) => a - b)[RUNS >> 1]]),
  )
}

function argumentsOf(file, runtime) {
  return runtime === 'deno' ? ['run', '-A', file] : [file]
}

/** Until it ends, or says on the control descriptor that it listens. */
function timeOf(program, args) {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
    let errors = ''
    let listened
    child.stderr.on('data', (data) => (errors += data))
    child.stdio[3].on('data', () => {
      listened ??= performance.now() - start
      child.kill()
    })
    child.on('error', reject)
    child.on('exit', (code) => {
      if (listened !== undefined || code === 0) resolve(listened ?? performance.now() - start)
      else reject(new Error(errors))
    })
  })
}
