import { type SecretKeyWeakness, weaknessOfSecretKey } from 'tokenapi'

import { type Config, isProduction } from '../config/read-config.js'
import { presentSecretKeys } from '../secret.js'
import { isSettingError } from '../config/setting-error.js'
import type { Finding } from './finding.js'
import { daysToKeep } from './days-to-keep.js'

/** The key ring. No key is made or printed. */
export function checkSecret(config: Config, secretFile: string): readonly Finding[] {
  try {
    const keys = presentSecretKeys(config, secretFile)
    return keys === undefined
      ? [noKeyYet(secretFile)]
      : [checkSigningKey(keys[0], config), ...checkSpelling(keys), ...checkFallbacks(keys, config)]
  } catch (error) {
    if (!isSettingError(error)) throw error
    return [
      {
        level: 'problem',
        check: 'secret',
        what: 'there is no key to sign tokens with',
        fix: error.message,
      },
    ]
  }
}

/** A shell, a file or Docker's --env-file adds what Django's key does not have. */
function checkSpelling(keys: readonly string[]): readonly Finding[] {
  return keys.flatMap((key, i): Finding[] => {
    const space = key !== key.trim()
    const quotes = /^(["']).*\1$/s.test(key.trim())
    if (!space && !quotes) return []
    const name = i === 0 ? 'SECRET_KEY' : `fallback ${i}`
    return [
      {
        level: 'warning',
        check: i === 0 ? 'secret' : 'fallbacks',
        what: `${name} ${quotes ? 'is in quotation marks' : 'begins or ends with white space or a line break'}, which are part of the key: Django with a key without them makes other tokens`,
        fix: 'remove them, unless Django has exactly the same key',
      },
    ]
  })
}

function noKeyYet(secretFile: string): Finding {
  return {
    level: 'warning',
    check: 'secret',
    what: `SECRET_KEY is not set: the first start would make a key in ${secretFile}, and no token that your Django made would be good`,
    fix: 'set SECRET_KEY (or SECRET_KEY_FILE) to your Django SECRET_KEY; without a Django, let `tokenapi serve` make one',
  }
}

function checkSigningKey(key: string, config: Config): Finding {
  const weakness = weaknessOfSecretKey(key)
  if (weakness === undefined) {
    return { level: 'ok', check: 'secret', what: 'SECRET_KEY is set, and long enough' }
  }
  return stopsTheStart(weakness, config)
    ? {
        level: 'problem',
        check: 'secret',
        what: `SECRET_KEY ${weakness.what}: ${noStart(weakness)}`,
        fix: 'make a strong one with `tokenapi secret`, and set it here and in your Django: tokens of the weak one end',
      }
    : {
        level: 'warning',
        check: 'secret',
        what: `SECRET_KEY ${weakness.what}: production would refuse it`,
        fix: `make a strong one with \`tokenapi secret\`, and keep the present one in SECRET_KEY_FALLBACKS ${daysToKeep(config)}; a Django must change at the same moment, and there the tokens of the present one end`,
      }
}

function stopsTheStart({ isRefused }: SecretKeyWeakness, config: Config): boolean {
  return isRefused || isProduction(config)
}

function noStart({ isRefused }: SecretKeyWeakness): string {
  return `the server does not start with it${isRefused ? '' : ' in production'}`
}

/** Which of them may be dropped cannot be known: nobody keeps a list of tokens. */
function checkFallbacks(keys: readonly string[], config: Config): readonly Finding[] {
  const fallbacks = keys.slice(1)
  if (fallbacks.length === 0) {
    return [{ level: 'ok', check: 'fallbacks', what: 'not set: one key signs and verifies' }]
  }
  const findings: Finding[] = [
    {
      level: 'note',
      check: 'fallbacks',
      what: `${fallbacks.length === 1 ? 'one further key verifies' : `${fallbacks.length} further keys verify`} tokens of the time when it was SECRET_KEY`,
      fix: `keep each in SECRET_KEY_FALLBACKS ${daysToKeep(config)} after another key took its place, then take it out`,
    },
  ]
  for (const [i, key] of fallbacks.entries()) {
    const name = `fallback ${i + 1}`
    const same = keys.indexOf(key)
    const weakness = weaknessOfSecretKey(key)
    if (same <= i) {
      findings.push({
        level: 'warning',
        check: 'fallbacks',
        what: `${name} is the same key as ${same === 0 ? 'SECRET_KEY' : `fallback ${same}`}: a wrong token is checked against it twice`,
        fix: `take ${name} out of SECRET_KEY_FALLBACKS`,
      })
    } else if (weakness !== undefined) {
      findings.push({
        level: stopsTheStart(weakness, config) ? 'problem' : 'warning',
        check: 'fallbacks',
        what: `${name} ${weakness.what}: ${noStart(weakness)}`,
        fix: `take ${name} out of SECRET_KEY_FALLBACKS; tokens that it signed end`,
      })
    }
  }
  return findings
}
