/** `npm run bench`: runs all parts, or the named ones, and prints Markdown. */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'

import { benchAdmin } from './admin.ts'
import { benchAttack } from './attack.ts'
import { benchAudit } from './audit.ts'
import { benchBodies } from './bodies.ts'
import { benchHits } from './hits.ts'
import { benchGateway } from './gateway.ts'
import { benchLogin } from './login.ts'
import { benchMemory } from './memory.ts'
import { benchRefusals } from './refusals.ts'
import { benchRemembered } from './remembered.ts'
import { benchSlowClients } from './slow-clients.ts'
import { benchSoak } from './soak.ts'
import { benchStores } from './stores.ts'
import { benchTokens } from './tokens.ts'
import { benchWrongTokens } from './wrong-tokens.ts'

interface Flags {
  readonly minutes: string
  readonly millions: string
}

const PARTS: Readonly<Record<string, (flags: Flags) => Promise<string>>> = {
  'tokens': benchTokens,
  'hits': benchHits,
  'login': benchLogin,
  'refusals': benchRefusals,
  'stores': benchStores,
  'bodies': benchBodies,
  'attack': benchAttack,
  'slow-clients': benchSlowClients,
  'gateway': benchGateway,
  'memory': benchMemory,
  'audit': benchAudit,
  'admin': benchAdmin,
  'remembered': benchRemembered,
  'wrong-tokens': ({ millions }) => benchWrongTokens(Number(millions)),
  'soak': ({ minutes }) => benchSoak(Number(minutes)),
}
/** These run only when they are named: they take long. */
const LONG = new Set(['wrong-tokens', 'soak'])

const { values: flags, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '30' },
    millions: { type: 'string', default: '10' },
  },
})
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
  const isWanted = named.length === 0 ? !LONG.has(name) : named.includes(name)
  if (isWanted) console.log(await bench(flags))
}
