/** The tables of a run. */
import type { About, Results } from '../results.ts'
import { leftOutLines } from './left-out.ts'
import { logins } from './logins.ts'
import { marks } from './marks.ts'
import { peers } from './peers.ts'
import { summary } from './summary.ts'
import { throughput } from './throughput.ts'

export function markdown(results: Results): string {
  const { about, leftOut, failures } = results
  const failed = failures.map(({ id, round, message }) => `- ${id}, round ${round}: ${message}`)
  return [
    origin(about),
    ...section('Summary', summary(results)),
    ...section('Requests', throughput(results)),
    ...section('Beside peers', peers(results)),
    ...section('Logins', logins(results)),
    ...section('Marks', marks(results)),
    ...section('Left out', leftOutLines(leftOut).join('\n')),
    ...section('Failed', failed.join('\n')),
  ]
    .join('\n\n')
    .concat('\n')
}

function origin({ date, commit, machine, rounds, secs, versions }: About): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return `${date}, commit ${commit}, ${machine}; ${rounds} rounds of ${secs} s for each row.\n\n${list.join(', ')}.`
}

function section(head: string, text: string): readonly string[] {
  return text === '' ? [] : [`## ${head}`, text]
}
