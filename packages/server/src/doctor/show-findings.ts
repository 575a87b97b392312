import { counted } from '../counted.js'
import { write, writeJson } from '../output.js'
import { tableRow } from '../table.js'
import type { Examination } from './examine.js'
import type { Finding, Level } from './finding.js'

const MARKS: Readonly<Record<Level, string>> = { ok: '✓', note: '·', warning: '!', problem: '✗' }
const row = tableRow(1, 'kept tokens'.length)

/** A line for each finding, with what to do below it. */
export async function showFindings({ findings }: Examination): Promise<void> {
  await write(`${findings.map(lines).join('')}\n${verdict(findings)}\n`)
}

/** One document for programs. */
export function showFindingsAsJson(examination: Examination): Promise<void> {
  return writeJson(documentOf(examination))
}

export function documentOf({ findings, counts }: Examination): object {
  return {
    ok: !hasProblem(findings),
    findings,
    users:
      counts === undefined
        ? null
        : {
            all: counts.users,
            active: counts.active,
            weakerHashes: counts.weaker,
            hashes: counts.groups,
          },
  }
}

export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'problem')
}

function lines({ level, check, what, fix }: Finding): string {
  const fixes = fix?.split('\n') ?? []
  return [
    row(MARKS[level], check, what),
    ...fixes.map((line, i) => row('', '', `${i === 0 ? '→' : ' '} ${line}`)),
  ].join('')
}

function verdict(findings: readonly Finding[]): string {
  const counts = (['problem', 'warning', 'note'] as const).flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length
    return count === 0 ? [] : [counted(count, level)]
  })
  return counts.length === 0 ? 'No problems found.' : `${counts.join(', ')}.`
}
