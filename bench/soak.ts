/** Memory of a server under half of its load, for as long as is wanted, while tokens and passwords change. */
import { runSoak } from './soak/run-soak.ts'

/** Each with a classic token and an access token. */
const USERS = 1_000

export async function benchSoak(minutes: number): Promise<string> {
  if (!(minutes > 0)) throw new Error('`--minutes` must be a number above 0')
  console.log(
    '\n### Soak\n\n| minute | requests | logins | rotations | revocations | passwords | wrong answers | RSS | heap after GC |\n|---|---|---|---|---|---|---|---|---|',
  )
  for await (const soaked of runSoak({ seconds: minutes * 60, every: 60, users: USERS })) {
    const { login, rotation, revocation, password } = soaked.changes
    const cells = [
      Math.round(soaked.at / 60),
      soaked.requests,
      login ?? 0,
      rotation ?? 0,
      revocation ?? 0,
      password ?? 0,
      soaked.wrong.length,
      megabytes(soaked.rss),
      megabytes(soaked.heap),
    ]
    console.log(`| ${cells.join(' | ')} |`)
    for (const answer of new Set(soaked.wrong)) console.error(answer)
  }
  return ''
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
