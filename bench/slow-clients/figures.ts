/** What the processes of the attack share. */
export const SOCKETS = 2_000
/** Loopback addresses that the sockets come from: 127.0.0.2 and the next ones. */
export const ADDRESSES = 20
/** Sockets that are opened in a second, until all are; and at most, again. */
export const OPENED_PER_SECOND = 200
/** In which ways clients are slow. */
export const KINDS = ['headers', 'body', 'reading'] as const

export interface AttackCounts {
  /** Connections that are open now, and all that were opened. */
  readonly open: number
  readonly opened: number
  /** Of these: ended by the server. */
  readonly closed: number
}
