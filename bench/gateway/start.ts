/** A token server with the gateway, and an application: processes of their own. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { type TokenProcess, printed, startTokenProcess } from '../token-process.ts'

const APPLICATION = join(import.meta.dirname, 'application.ts')
const SETTINGS = { GATEWAY: 'nginx,haproxy,caddy', TRUST_PROXY: '127.0.0.1' }

export interface Parts extends TokenProcess {
  /** Host and port. */
  readonly application: string
}

export async function startParts(): Promise<Parts> {
  const tokens = await startTokenProcess(SETTINGS)
  const child = spawn(process.execPath, [APPLICATION])
  const [port] = await printed(child, /^(\d+)$/m)
  return {
    ...tokens,
    application: `127.0.0.1:${port}`,
    stop: () => {
      child.kill('SIGKILL')
      tokens.stop()
    },
  }
}
