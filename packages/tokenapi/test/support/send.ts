import http from 'node:http'

import { type Exchange, recordedBody } from './corpus.ts'
import type { Answer } from './judge.ts'

/** Sends a recorded request over a connection of its own. */
export function sendOverSocket(port: number, request: Exchange['request']): Promise<Answer> {
  const body = recordedBody(request)
  const bodiless = request.method === 'GET' || request.method === 'HEAD'
  const headers: Record<string, string | number> = { ...request.headers, Connection: 'close' }
  if (body.length > 0 || !bodiless) headers['Content-Length'] = body.length
  return new Promise((resolve, reject) => {
    const { method, path } = request
    let answered = false
    const req = http.request(
      { port, host: '127.0.0.1', method, path, headers, agent: false },
      (res) => {
        answered = true
        const parts: Buffer[] = []
        res.on('data', (part: Buffer) => parts.push(part))
        res.on('error', reject)
        res.on('end', () => {
          const fields = new Headers()
          for (const [name, value] of Object.entries(res.headers)) fields.set(name, String(value))
          resolve({ status: res.statusCode ?? 0, headers: fields, body: Buffer.concat(parts) })
        })
      },
    )
    // A server may answer and close before it has read a large body.
    req.on('error', (error) => (answered ? undefined : reject(error)))
    req.end(body.length > 0 ? body : undefined)
  })
}

/** A recorded request as a standard Request; `undefined` where there can be none such. */
export function standardRequest(request: Exchange['request']): Request | undefined {
  const body = recordedBody(request)
  const bodiless = request.method === 'GET' || request.method === 'HEAD'
  if (request.method === 'TRACE' || (bodiless && body.length > 0)) return undefined
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, value)
  return new Request(`http://localhost${request.path}`, {
    method: request.method,
    headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  })
}
