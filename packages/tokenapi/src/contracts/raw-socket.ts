/** Sends requests as raw bytes, which an HTTP client would reject or correct. */
import net from 'node:net'

export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly httpVersion?: string
  readonly headers: readonly (readonly [string, string | null])[]
  readonly bodyBase64: string | null
}

export interface RawAnswer {
  /** 0: the connection was closed, or stayed open without an answer. */
  readonly status: number
  readonly head: string
  readonly body: string
  /** Status lines after the first final answer. */
  readonly extraAnswers: number
}

/**
 * Sends a request over a new connection, by the `sending` rules of bad-inputs.json. Without an answer the
 * sending side is closed after `timeout` milliseconds, and the connection two seconds later.
 */
export function sendRaw(port: number, request: RawRequest, timeout = 5_000): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let received = ''
    let quiet: NodeJS.Timeout | undefined
    const finish = (): void => {
      clearTimeout(waiting)
      clearTimeout(quiet)
      socket.destroy()
      resolve(parse(received))
    }
    const waiting = setTimeout(() => {
      if (received !== '') return
      socket.end()
      quiet = setTimeout(finish, 2_000)
    }, timeout)
    socket.on('data', (data) => {
      received += data.toString('latin1')
      clearTimeout(quiet)
      quiet = setTimeout(finish, isComplete(received, request.method) ? 30 : 15_000)
    })
    socket.on('end', finish)
    socket.on('error', finish)
    socket.on('connect', () => socket.write(bytesOf(request)))
  })
}

function bytesOf(request: RawRequest): Buffer {
  const body = request.bodyBase64 === null ? undefined : Buffer.from(request.bodyBase64, 'base64')
  const named = new Set(request.headers.map(([name]) => name.trim().toLowerCase()))
  const lines = [`${request.method} ${request.path} ${request.httpVersion ?? 'HTTP/1.1'}`]
  if (!named.has('host')) lines.push('Host: target')
  for (const [name, value] of request.headers) if (value !== null) lines.push(`${name}: ${value}`)
  if (body !== undefined && !named.has('content-length') && !named.has('transfer-encoding')) {
    lines.push(`Content-Length: ${body.length}`)
  }
  if (!named.has('connection')) lines.push('Connection: close')
  return Buffer.concat([
    Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
    body ?? Buffer.alloc(0),
  ])
}

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/

function parse(text: string): RawAnswer {
  const status = Number(STATUS_LINE.exec(text)?.[1] ?? 0)
  const end = text.indexOf('\r\n\r\n')
  const head = end < 0 ? text : text.slice(0, end)
  const rest = end < 0 ? '' : text.slice(end + 4)
  if (status >= 100 && status < 200 && rest !== '') return parse(rest)
  const extraAnswers = rest.match(/HTTP\/1\.1 \d{3} /g)?.length ?? 0
  return { status, head, body: contentOf(head, rest), extraAnswers }
}

function contentOf(head: string, rest: string): string {
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return unchunked(rest)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return length === undefined ? rest : rest.slice(0, Number(length))
}

function unchunked(text: string): string {
  const size = /^([0-9a-f]+)[^\r]*\r\n/i.exec(text)
  const length = Number.parseInt(size?.[1] ?? '0', 16)
  if (size === null || length === 0) return ''
  const start = size[0].length
  return text.slice(start, start + length) + unchunked(text.slice(start + length + 2))
}

function isComplete(text: string, method: string): boolean {
  const { status, head, body } = parse(text)
  if (status < 200) return false
  if (method === 'HEAD' || status === 204) return true
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  return length === undefined ? text.endsWith('0\r\n\r\n') : body.length >= Number(length)
}
