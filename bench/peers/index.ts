/** `npm run bench:peers`: guarded routes of tokenapi and of its peers, side by side in one run. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { about } from './about.ts'
import { type Flags, USAGE, readFlags } from './flags.ts'
import { joinResults } from './join-results.ts'
import { writeReport } from './report/index.ts'
import { leftOutLines } from './report/left-out.ts'
import type { Results } from './results.ts'
import { type Selection, select } from './rows/index.ts'
import { checkAll, runRounds } from './run/index.ts'
import { type Setup, setUp } from './setup/index.ts'
import { ROOT } from './setup/matrix.ts'

const flags = flagsOrExit()
const selection = select(flags)
const out = resolve(ROOT, flags.out)
if (flags.list) {
  for (const { id, name } of selection.rows) console.log(`${id.padEnd(32)} ${name}`)
} else if (flags.from === undefined) {
  await run(selection)
} else {
  const [first = '', ...others] = flags.from
  console.log(writeReport(joinResults([read(first), ...others.map(read)]), out))
}

async function run({ rows, leftOut }: Selection): Promise<void> {
  for (const line of leftOutLines(leftOut)) console.error(`left out: ${line.slice(2)}`)
  const setup = await setUp(rows)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void setup.stop().finally(() => process.exit(1)))
  }
  try {
    if (flags.check) await checkAll(rows, setup, flags)
    else await measureAll({ rows, leftOut }, setup)
  } finally {
    await setup.stop()
  }
}

async function measureAll({ rows, leftOut }: Selection, setup: Setup): Promise<void> {
  const on = about(rows, flags)
  let text = ''
  await runRounds(rows, setup, flags, (found) => {
    text = writeReport({ about: on, ...found, leftOut }, out)
    process.exitCode = found.failures.length > 0 ? 1 : 0
  })
  console.log(text)
  console.log(`In ${out}: results.json, results.md, chart-light.svg, chart-dark.svg`)
}

function read(file: string): Results {
  return JSON.parse(readFileSync(resolve(ROOT, file), 'utf8')) as Results
}

function flagsOrExit(): Flags {
  try {
    return readFlags(process.argv.slice(2))
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}
