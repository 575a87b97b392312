import type { Config } from '../config/read-config.js'
import { counted, grouped } from '../counted.js'
import { write, writeJson } from '../output.js'
import { printable, tableRow } from '../table.js'
import { adviceFor } from './advice.js'
import { localDate } from './local-date.js'
import type { SimulatedName } from './proposed-settings.js'
import type { Simulated } from './simulate.js'
import type { Losses, TokenGroup } from './simulation.js'

const row = tableRow(25, 12)

/** For people: how many users, which tokens, and what to do instead. */
export async function showSimulation(simulated: Simulated): Promise<void> {
  const { proposal, before, after, now, losses } = simulated
  const today = localDate(before.config.TIME_ZONE, now)
  const changes = [...proposal.keys()].map((name) => changeOf(name, before.config, after.config))
  await write(
    `Change: ${changes.join(', ')}. Today is ${today} (${printable(before.config.TIME_ZONE)}).\n\n`,
  )
  if (losses === undefined) {
    await write('Keys, days and time zone are unchanged: no token would end.\n')
    return
  }
  await write(summary(losses))
  const rows = [['DATE', 'SIGNED BY', 'WOULD END FOR'], ...rowsOf(losses)]
  await write(`\n${rows.map((cells) => row(...cells)).join('')}`)
  const advice = adviceFor(before, after, now)
  if (advice.length > 0) await write(`\n${advice.map((each) => `→ ${each}\n`).join('')}`)
}

/** One document for programs: every date by itself. */
export function showSimulationAsJson(simulated: Simulated): Promise<void> {
  return writeJson(documentOf(simulated))
}

export function documentOf({ proposal, before, after, now, losses }: Simulated): object {
  return {
    today: localDate(before.config.TIME_ZONE, now),
    changes: [...proposal.keys()],
    differs: losses !== undefined,
    users: losses === undefined ? null : { active: losses.active, inactive: losses.inactive },
    loseSome: losses?.loseSome ?? 0,
    loseAll: losses?.loseAll ?? 0,
    tokens:
      losses?.tokens.map(({ date, key, lost }) => ({ date, key, lost, of: losses.active })) ?? [],
    advice: losses === undefined ? [] : adviceFor(before, after, now),
  }
}

/** A key is never told. */
function changeOf(name: SimulatedName, before: Config, after: Config): string {
  if (name.startsWith('SECRET')) return name
  const [was, is] = [before, after].map((config) => String(config[name] ?? 'not set'))
  return was === is ? `${name} ${is} as before` : `${name} ${was} → ${is}`
}

function summary({ active, inactive, loseSome, loseAll }: Losses): string {
  const lose =
    loseSome === 0
      ? `None of ${counted(active, 'active user')} would lose a token.\n`
      : `${grouped(loseSome)} of ${counted(active, 'active user')} would lose tokens, ${grouped(loseAll)} of them all tokens.\n`
  return inactive === 0
    ? lose
    : `${lose}${counted(inactive, 'inactive user')} ${inactive === 1 ? 'is' : 'are'} left out: their tokens are refused already.\n`
}

/** A row for each run of dates of one key with the same answer. */
function rowsOf({ tokens, active }: Losses): readonly (readonly string[])[] {
  const runs: { first: TokenGroup; last: TokenGroup }[] = []
  for (const group of tokens) {
    const run = runs.at(-1)
    if (run?.last.key === group.key && run.last.lost === group.lost) run.last = group
    else runs.push({ first: group, last: group })
  }
  return runs.map(({ first, last }) => [
    first === last ? first.date : `${first.date} to ${last.date}`,
    first.key,
    amount(first.lost, active),
  ])
}

function amount(lost: number, active: number): string {
  if (lost === 0) return 'none'
  return lost === active
    ? `all ${counted(active, 'user')}`
    : `${grouped(lost)} of ${counted(active, 'user')}`
}
