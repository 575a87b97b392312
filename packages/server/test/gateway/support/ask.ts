/** Requests byte for byte as written: no client normalizes a path or joins headers. */
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface AskOptions {
  readonly method?: string
  /** In this order, also several of one name. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

/** Far longer than every limit of the proxies. */
const PATIENCE = 30_000

export async function ask(
  port: number,
  target: string,
  { method = 'GET', headers = [] }: AskOptions = {},
): Promise<Answer> {
  const fields = [['Host', 'app.example.com'], ['Connection', 'close'], ...headers]
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return parsed(await raw(port, `${method} ${target} HTTP/1.1\r\n${lines}\r\n`))
}

/** All bytes until the other side closes, or until `enough`. */
export function raw(
  port: number,
  sent: string,
  enough: (received: string) => boolean = () => false,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(sent, 'latin1'))
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no end after: ${received}`)))
    socket.on('data', (data) => {
      received += data.toString('latin1')
      if (enough(received)) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}

function parsed(text: string): Answer {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = new Headers()
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const body = text.slice(end + 4)
  const isChunked = headers.get('transfer-encoding') === 'chunked'
  return { status: Number(first.split(' ')[1]), headers, text: isChunked ? joined(body) : body }
}

function joined(chunked: string): string {
  const [, size = '0', rest = ''] = /^([0-9a-f]+)\r\n(.*)$/is.exec(chunked) ?? []
  const length = Number.parseInt(size, 16)
  return length === 0 ? '' : rest.slice(0, length) + joined(rest.slice(length + 2))
}
