import type { Config } from '../config/read-config.js'
import type { Finding } from './finding.js'
import { localDate } from './local-date.js'

/** Which day "today" is. Whether Django's is the same cannot be seen from here. */
export function checkTimeZone({ TIME_ZONE: zone }: Config, now: Date): Finding {
  const today = localDate(zone, now)
  return {
    level: 'note',
    check: 'time zone',
    what: `today is ${today} in ${zone}: the date of new tokens`,
    fix: `beside a Django, set TIME_ZONE = '${zone}' in Django too; otherwise the dates of tokens differ for some hours a day`,
  }
}
