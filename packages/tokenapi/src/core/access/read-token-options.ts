/** Checks of what the methods of `api.accessTokens` take. */
import type { PruneOptions, RevokeAllOptions, RotateOptions } from './access-tokens.js'
import type { IssueOptions } from './issue-token.js'
import { type OptionCheck, is, listOf } from '../options/option-checks.js'
import { type CheckedOptions, type OptionChecks, readOptions } from '../options/read-options.js'

const anyText: OptionCheck<string> = is('a text', (value) => typeof value === 'string')
const date: OptionCheck<Date> = is('a valid `Date`', isDate)

const ISSUE: OptionChecks<IssueOptions> = {
  name: anyText,
  scopes: listOf(anyText),
  expiresAt: date,
}

/** The options of `issue`. Throws `ConfigError`. */
export function readIssueOptions(given: IssueOptions | undefined): CheckedOptions<IssueOptions> {
  return readOptions('accessTokens.issue', given, ISSUE)
}

/** The options of `rotate`. Throws `ConfigError`. */
export function readRotateOptions(given: RotateOptions | undefined): CheckedOptions<RotateOptions> {
  return readOptions<RotateOptions>('accessTokens.rotate', given, { notAfter: date })
}

/** The options of `revokeAll`. Throws `ConfigError`. */
export function readRevokeAllOptions(
  given: RevokeAllOptions | undefined,
): CheckedOptions<RevokeAllOptions> {
  return readOptions<RevokeAllOptions>('accessTokens.revokeAll', given, { except: anyText })
}

/** The options of `prune`. Throws `ConfigError`. */
export function readPruneOptions(given: PruneOptions | undefined): CheckedOptions<PruneOptions> {
  return readOptions<PruneOptions>('accessTokens.prune', given, { endedBefore: date })
}

/** By its shape, as a test runner's `Date` may be another. */
function isDate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('getTime' in value)) return false
  return Number.isFinite(Number((value as Date).getTime()))
}
