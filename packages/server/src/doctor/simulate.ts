import { weaknessOfSecretKey } from 'tokenapi'

import type { Config } from '../config/read-config.js'
import type { Database } from '../database.js'
import { presentSecretKeys } from '../secret.js'
import { SettingError } from '../config/setting-error.js'
import { haveSameRules } from './advice.js'
import { type Proposal, configWith, readProposal } from './proposed-settings.js'
import { readUsers } from './read-users.js'
import { type Losses, type TokenRules, createSimulation } from './simulation.js'

/** What was simulated, and with which result. */
export interface Simulated {
  readonly proposal: Proposal
  readonly before: TokenRules
  readonly after: TokenRules
  readonly now: Date
  /** `undefined`: nothing differs, so no user was looked at. */
  readonly losses: Losses | undefined
}

/**
 * What the settings of `environment` would do to the tokens of now, with these of `args` (NAME=VALUE)
 * in their place. Changes nothing. Rejects with `SettingError`, `ConfigError`, `UnavailableError`.
 */
export async function simulate(
  { store, admin, secretFile }: Database,
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): Promise<Simulated> {
  const proposal = readProposal(args)
  const proposed = configWith(environment, config.DATABASE_URL.reveal(), proposal)
  const before = rulesOf(config, secretFile)
  const after = rulesOf(proposed, secretFile)
  const now = new Date()
  if (haveSameRules(before, after)) return { proposal, before, after, now, losses: undefined }

  const simulation = createSimulation(store, before, after, now)
  await store.ping()
  const { userCount: total } = await admin.inspect()
  await readUsers(admin.users, { doing: 'Checking tokens', total }, simulation.add)
  return { proposal, before, after, now, losses: simulation.losses() }
}

function rulesOf(config: Config, secretFile: string): TokenRules {
  const keys = presentSecretKeys(config, secretFile)
  const refused = keys?.map(weaknessOfSecretKey).find((weakness) => weakness?.isRefused === true)
  if (refused !== undefined) {
    throw new SettingError(`a SECRET_KEY ${refused.what}: the server does not start with it`)
  }
  if (keys !== undefined) return { config, keys }
  throw new SettingError(
    'SECRET_KEY is not set, so there are no tokens to lose: set it (or SECRET_KEY_FILE) to the present key',
  )
}
