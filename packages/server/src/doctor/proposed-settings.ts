import { type Config, readConfig } from '../config/read-config.js'
import { SettingError } from '../config/setting-error.js'

/** The settings that decide which tokens are good. */
const SIMULATED = [
  'SECRET_KEY',
  'SECRET_KEY_FILE',
  'SECRET_KEY_FALLBACKS',
  'SECRET_KEY_FALLBACKS_FILE',
  'TOKEN_TIMEOUT_DAYS',
  'TIME_ZONE',
  'MAX_FUTURE_DAYS',
  'COMPATIBILITY',
] as const

export type SimulatedName = (typeof SIMULATED)[number]

/** Names of settings, each NAME=VALUE. */
export type Proposal = ReadonlyMap<SimulatedName, string>

/** Reads the arguments. Throws `SettingError` without the value, which may be a secret. */
export function readProposal(args: readonly string[]): Proposal {
  const proposal = new Map<SimulatedName, string>()
  for (const [i, arg] of args.entries()) {
    const end = arg.indexOf('=')
    const name = SIMULATED.find((each) => each === arg.slice(0, Math.max(end, 0)))
    if (name === undefined) {
      throw new SettingError(
        `--simulate: argument ${i + 1} is not one of ${SIMULATED.map((each) => `${each}=…`).join(', ')}`,
      )
    }
    if (proposal.has(name)) throw new SettingError(`--simulate: ${name} is given twice`)
    proposal.set(name, arg.slice(end + 1))
  }
  if (proposal.size === 0) {
    throw new SettingError(
      '--simulate: name the settings that would change, such as TOKEN_TIMEOUT_DAYS=3',
    )
  }
  return proposal
}

/** The proposed settings. Throws `SettingError` for an invalid value. */
export function configWith(
  environment: Readonly<Record<string, string | undefined>>,
  databaseUrl: string,
  proposal: Proposal,
): Config {
  return readConfig(environment, {
    DATABASE_URL: databaseUrl,
    ...Object.fromEntries(proposal),
  })
}
