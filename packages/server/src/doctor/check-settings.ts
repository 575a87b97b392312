import { unknownSettingText, unknownSettings } from '../config/unknown-settings.js'
import type { Finding } from './finding.js'

/** Variables of the environment that look like settings and have no effect. */
export function checkSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Finding[] {
  return unknownSettings(environment).map((unknown) => ({
    level: 'warning',
    check: 'settings',
    what: unknownSettingText(unknown),
    fix: 'correct the name, or remove the variable',
  }))
}
