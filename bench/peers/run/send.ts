/** Sends a line of a request list. */
import { request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly body: string
}

/** Rejects where there is no answer within 5 s. */
export function send(port: number, line: string): Promise<Answer> {
  const [method = '', path = '', header = '', body = ''] = line.split('\t')
  const [name = '', value = ''] = splitHeader(header)
  return new Promise((resolve, reject) => {
    const headers = {
      ...(name === '' ? {} : { [name]: value }),
      ...(body === '' ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    }
    const signal = AbortSignal.timeout(5_000)
    const options = { host: '127.0.0.1', port, method, path, headers, agent: false, signal }
    const sent = request(options, (response) => {
      let text = ''
      response.on('data', (data: Buffer) => (text += data.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

export function splitHeader(header: string): readonly string[] {
  const colon = header.indexOf(':')
  return colon < 0 ? [] : [header.slice(0, colon), header.slice(colon + 1).trim()]
}
