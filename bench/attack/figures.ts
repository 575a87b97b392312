/** What the processes of the attack share. */
export const ACCOUNTS = 10_000
/** Of the rotating addresses, all together. */
export const GUESSES_PER_SECOND = 1_000
/** Clients that guess one password after the other, all from one address. */
export const POLITE_GUESSERS = 60
export const POLITE = '203.0.113.9'
/** Clients that send a login, hang up, and begin again. */
export const LEAVERS = 40

/** What the server has counted. Milliseconds for `delay`, the 99th percentile of the event loop's, and `longest`. */
export interface Counts {
  hashes: number
  /** Of these, for the one address. */
  polite: number
  /** Logins whose client had left the queue. */
  gone: number
  throttled: number
  unavailable: number
  delay: number
  longest: number
}
