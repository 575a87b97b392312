import type { Finding } from './finding.js'

/** Milliseconds. A day is the finest time of a token, so seconds do no harm and hours do. */
const WARNING = 5_000
const PROBLEM = 3_600_000

/** What the database's clock says, against ours when we began to ask and when we had the answer. */
export function checkClock(database: Date, asked: Date, answered: Date): Finding {
  const behind = asked.getTime() - database.getTime()
  const ahead = database.getTime() - answered.getTime()
  const difference = Math.max(behind, ahead, 0)
  const level = difference > PROBLEM ? 'problem' : difference > WARNING ? 'warning' : 'ok'
  if (level === 'ok') {
    return { level, check: 'clock', what: 'our clock and the database’s agree within seconds' }
  }
  const which = behind > 0 ? 'ahead of' : 'behind'
  return {
    level,
    check: 'clock',
    what: `our clock is ${inWords(difference)} ${which} the database’s: one of them is wrong, and tokens of two nodes can have different dates`,
    fix: 'synchronise both clocks by NTP; `timedatectl` shows the state',
  }
}

function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000)
  if (seconds < 120) return `${seconds} seconds`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}
