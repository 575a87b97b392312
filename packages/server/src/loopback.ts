const LOOPBACK = /^(?:127\.|::1$|localhost$)/

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}
