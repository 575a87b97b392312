import type { Inspection } from 'tokenapi/admin'

import { type Config, isDjangoCompatible } from '../config/read-config.js'
import { neverRewritesHashes } from './check-django.js'
import type { Finding } from './finding.js'
import { KEPT_TOKENS, type Kind, orNotVisible } from './statements.js'
import { grantFix } from './grant-fix.js'

/** The place for tokens that outlive a new hash. */
export function checkKeptTokens(kind: Kind, inspection: Inspection, config: Config): Finding {
  const { readKeptTokens, keepTokens } = inspection.rights
  const check = 'kept tokens'
  const none = `there is no table "${KEPT_TOKENS}"${orNotVisible(kind)}`
  if (readKeptTokens === undefined) {
    const unused = unusedBecause(config, inspection)
    return unused === undefined
      ? {
          level: 'note',
          check,
          what: `${none}: a login does not change the stored hash`,
          fix: 'run `tokenapi migrate`, and a login upgrades a hash that is weak',
        }
      : { level: 'ok', check, what: `${none}, and ${unused}` }
  }
  if (!readKeptTokens) {
    return {
      level: 'problem',
      check,
      what: `our role may not read "${KEPT_TOKENS}": the server does not start, because it could not recognise kept tokens`,
      fix: grantFix(kind, inspection, 'keepTokens'),
    }
  }
  if (keepTokens === false) {
    return {
      level: 'note',
      check,
      what: `our role may read "${KEPT_TOKENS}" and not write it: a login does not change the stored hash`,
      fix: grantFix(kind, inspection, 'keepTokens'),
    }
  }
  return { level: 'ok', check, what: `"${KEPT_TOKENS}" exists: a new hash ends no token` }
}

function unusedBecause(config: Config, inspection: Inspection): string | undefined {
  if (config.UPGRADE_PASSWORDS === false) return 'UPGRADE_PASSWORDS=false leaves hashes as they are'
  if (neverRewritesHashes(config, inspection)) return 'hashes are left as they are beside a Django'
  return isDjangoCompatible(config)
    ? 'COMPATIBILITY=django-tokenapi does not use it: a new hash ends tokens, as in Django'
    : undefined
}
