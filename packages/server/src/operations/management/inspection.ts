/** What an operator looks at: why a token is refused, the settings in effect, and what doctor finds. */
import { Hono } from 'hono'
import * as v from 'valibot'

import type { Config } from '../../config/read-config.js'
import { SecretText } from '../../config/secret-text.js'
import { type SettingInfo, settingsList } from '../../config/settings-list.js'
import { checked } from './checked.js'
import { describe } from './describe.js'
import { may } from './guard.js'
import type { ManagementEnv, ManagementParts } from './management-env.js'
import { Explanation, FindingList, SettingList } from './schemas.js'

const Presented = v.strictObject({
  token: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(8_192),
    v.description('the token, or USER:TOKEN'),
  ),
  user: v.optional(
    v.pipe(v.string(), v.maxLength(200), v.description('the user id, as the client sends it')),
  ),
  scopes: v.optional(v.array(v.string()), []),
})
const MASKED = '•••'

export function inspection({ config, database, api }: ManagementParts) {
  return new Hono<ManagementEnv>()
    .post(
      '/explain',
      describe('Inspection', {
        summary: 'Explain a token',
        description:
          'Why a token is accepted or refused, step by step. It is used for this answer alone and never logged.',
        scope: 'admin:read',
        answer: Explanation,
      }),
      may('admin:read'),
      checked('json', Presented),
      async (c) => {
        const { token, user, scopes } = c.req.valid('json')
        const [, id, rest] = /^([^:]*):(.*)$/s.exec(token) ?? []
        const given =
          user === undefined && id !== undefined && rest !== undefined
            ? { user: id, token: rest }
            : { user, token }
        const { accepted, code, steps } = await api.explain(given, { scopes })
        return c.json({
          accepted,
          code: code ?? null,
          steps: steps.map((step) => ({ ...step, fix: step.fix ?? null })),
        })
      },
    )
    .get(
      '/settings',
      describe('Inspection', {
        summary: 'List settings',
        hasInput: false,
        description: 'The settings in effect. Secrets are masked.',
        scope: 'admin:read',
        answer: SettingList,
      }),
      may('admin:read'),
      (c) =>
        c.json({
          settings: settingsList().map((setting) => ({
            name: setting.name,
            description: setting.description,
            value: valueText(setting, config),
            default: setting.default ?? null,
            isSecret: setting.isSecret,
          })),
        }),
    )
    .get(
      '/doctor',
      describe('Inspection', {
        summary: 'Examine settings and database',
        hasInput: false,
        description: 'Reads every user: on large tables this takes a while.',
        scope: 'admin:read',
        answer: FindingList,
      }),
      may('admin:read'),
      async (c) => {
        const { examine } = await import('../../doctor/examine.js')
        const { findings } = await examine(database, config)
        return c.json({ findings: findings.map((each) => ({ ...each, fix: each.fix ?? null })) })
      },
    )
}

function valueText({ name, isSecret, hasFile, default: fallback }: SettingInfo, config: Config) {
  const value = config[name]
  if (isSecret) {
    const isInFile = hasFile && config[`${name}_FILE` as keyof Config] !== undefined
    const secret = value instanceof SecretText ? value.reveal() : value
    const isSet = secret !== undefined && secret !== '' && secret !== fallback
    return isInFile || isSet ? MASKED : null
  }
  if (value === undefined) return null
  return Array.isArray(value) ? value.join(',') : String(value as string | number | boolean | URL)
}
