import type { Inspection } from 'tokenapi/admin'

import type { Config } from '../config/read-config.js'
import { counted } from '../counted.js'
import { KEPT_DAYS } from '../tokens/kept-days.js'
import type { Finding } from './finding.js'
import { grantFix } from './grant-fix.js'
import { ACCESS_TOKENS, type Kind, orNotVisible } from './statements.js'

const DAY = 86_400_000
const check = 'tokens'

/** The tables of access tokens, the rights on them, and ended tokens whose records wait. */
export function checkAccessTokens(kind: Kind, inspection: Inspection, config: Config): Finding[] {
  const { rights } = inspection
  if (!config.ACCESS_TOKENS) return []
  const fix = grantFix(kind, inspection, 'accessTokens')
  if (rights.readAccessTokens === undefined) {
    const what = `there is no table "${ACCESS_TOKENS}"${orNotVisible(kind)}: the server does not start`
    return [{ level: 'problem', check, what, fix: 'run `tokenapi migrate`' }]
  }
  if (!rights.readAccessTokens) {
    const what = `our role may not read "${ACCESS_TOKENS}": the server does not start`
    return [{ level: 'problem', check, what, fix }]
  }
  if (rights.issueAccessTokens !== true) {
    const what = 'our role may read access tokens and not write them: no login issues one'
    return [{ level: 'problem', check, what, fix }]
  }
  return [...tickets(inspection, fix), waiting(inspection, config)]
}

function tickets({ rights }: Inspection, fix: string): Finding[] {
  if (rights.useTickets === true) return []
  const what = 'our role cannot write the table of used tickets: no ticket with `once` is accepted'
  return [{ level: 'warning', check, what, fix }]
}

function waiting({ endedTokens }: Inspection, config: Config): Finding {
  const { count = 0, since } = endedTokens ?? {}
  const { TOKEN_PREFIX: prefixes, ACCESS_TOKEN_LIFETIME_DAYS: days } = config
  const on = `access tokens "${prefixes[0]}_…" are on, valid for ${counted(days, 'day')}`
  const found = `${on}; "${ACCESS_TOKENS}" exists, with the records of ${counted(count, 'token')} that ended`
  if (since === undefined || since.getTime() > Date.now() - (KEPT_DAYS + 1) * DAY) {
    return { level: 'ok', check, what: found }
  }
  return {
    level: 'note',
    check,
    what: `${found}, the first on ${since.toISOString().slice(0, 10)}`,
    fix: '`tokenapi token prune` removes them; a server that runs with ACCESS_TOKENS=true does it every hour',
  }
}
