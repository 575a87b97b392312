import type { Response } from 'express'
import type { Authentication } from 'tokenapi'

/** Sends an event every second until the client leaves or its ticket ends. A ticket opens a stream, and does not close it. */
export function sendEvents({ authentication }: Guarded, res: Response): void {
  res.set({ 'content-type': 'text/event-stream' })
  const { token, user } = authentication
  const ends = token.expiresAt?.getTime() ?? Infinity
  let count = 0
  const send = (): void => {
    if (Date.now() >= ends) res.end()
    else res.write(`data: event ${++count} for ${user.username}\n\n`)
  }
  send()
  const timer = setInterval(send, 1_000)
  res.on('close', () => clearInterval(timer))
}

interface Guarded {
  readonly authentication: Authentication
}
