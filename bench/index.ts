/** `npm run bench`: runs all parts, or the named ones, and prints Markdown. */
import { cpus } from 'node:os'

import { benchAttack } from './attack.ts'
import { benchAudit } from './audit.ts'
import { benchBodies } from './bodies.ts'
import { benchHits } from './hits.ts'
import { benchGateway } from './gateway.ts'
import { benchLogin } from './login.ts'
import { benchMemory } from './memory.ts'
import { benchRefusals } from './refusals.ts'
import { benchStores } from './stores.ts'
import { benchTokens } from './tokens.ts'

const PARTS: Readonly<Record<string, () => Promise<string>>> = {
  tokens: benchTokens,
  hits: benchHits,
  login: benchLogin,
  refusals: benchRefusals,
  stores: benchStores,
  bodies: benchBodies,
  attack: benchAttack,
  gateway: benchGateway,
  memory: benchMemory,
  audit: benchAudit,
}

const named = process.argv.slice(2)
const unknown = named.find((name) => !Object.hasOwn(PARTS, name))
if (unknown !== undefined) {
  console.error(`unknown part "${unknown}"; the parts are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}

const [cpu] = cpus()
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpu?.model ?? 'unknown'}`,
)
for (const [name, bench] of Object.entries(PARTS)) {
  if (named.length === 0 || named.includes(name)) console.log(await bench())
}
