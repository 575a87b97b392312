import type { Command, CommandContext } from '@stricli/core'

import { SettingError } from '../config/setting-error.js'
import { buildCommand } from './build-command.js'
import {
  type DatabaseFlags,
  EXIT,
  databaseFlags,
  jsonFlag,
  switchFlag,
  withDatabase,
} from './context.js'

interface Flags extends DatabaseFlags {
  readonly json: boolean
  readonly simulate: boolean
}

export const doctorCommand: Command<CommandContext> = buildCommand({
  func: (flags: Flags, ...settings: string[]) =>
    withDatabase(
      flags,
      async (database, config) => {
        if (flags.simulate) {
          const [{ simulate }, { showSimulation, showSimulationAsJson }] = await Promise.all([
            import('../doctor/simulate.js'),
            import('../doctor/show-simulation.js'),
          ])
          const simulated = await simulate(database, config, process.env, settings)
          return (flags.json ? showSimulationAsJson : showSimulation)(simulated)
        }
        if (settings.length > 0) throw new SettingError('settings need `--simulate`')
        const [{ examine }, { hasProblem, showFindings, showFindingsAsJson }] = await Promise.all([
          import('../doctor/examine.js'),
          import('../doctor/show-findings.js'),
        ])
        const examination = await examine(database, config)
        if (hasProblem(examination.findings)) process.exitCode = EXIT.no
        await (flags.json ? showFindingsAsJson : showFindings)(examination)
      },
      // Many batches are read: a slow one must not end the command.
      { patient: true, reportsSettings: !flags.simulate },
    ),
  parameters: {
    flags: {
      ...databaseFlags,
      json: jsonFlag,
      simulate: switchFlag('print which users the following settings would log out'),
    },
    positional: {
      kind: 'array',
      parameter: {
        parse: String,
        placeholder: 'setting',
        brief: 'with --simulate: NAME=VALUE of a changed setting',
      },
    },
  },
  docs: {
    brief: 'Check settings and database, or simulate a change of settings',
    fullDescription: `Checks secret, time zone, clock, table, collation, rights, stored hashes and the tables of tokens and events, and
prints a fix for each finding. Changes nothing. Exit code 1 if there is a problem, 3 if the database does not answer.

With --simulate it makes every token that a client can hold today and checks it with other settings: SECRET_KEY,
SECRET_KEY_FILE, SECRET_KEY_FALLBACKS, SECRET_KEY_FALLBACKS_FILE, TOKEN_TIMEOUT_DAYS, TIME_ZONE, MAX_FUTURE_DAYS,
COMPATIBILITY. Every user of the machine can read arguments: SECRET_KEY_FILE=path keeps a key out of them.

Examples:
  tokenapi doctor
  tokenapi doctor --json
  tokenapi doctor --simulate SECRET_KEY_FILE=./new.secret TOKEN_TIMEOUT_DAYS=3`,
  },
})
