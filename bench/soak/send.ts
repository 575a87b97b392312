import { Agent, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly body: string
}

export type Send = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
) => Promise<Answer>

/** Sends to a port of this machine, over connections that stay open. */
export function sender(port: number): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  return (method, path, headers, body = '') =>
    new Promise((resolve, reject) => {
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      const sent = request({ port, agent, method, path, headers: { ...form, ...headers } })
      sent.on('error', reject)
      sent.on('response', (response) => {
        let text = ''
        response.on('data', (data: Buffer) => (text += data.toString()))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      })
      sent.end(body)
    })
}
