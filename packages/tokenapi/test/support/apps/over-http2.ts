/** Requests over one HTTP/2 connection, without TLS, which changes nothing here. */
import {
  type Http2ServerRequest,
  type Http2ServerResponse,
  connect,
  createServer,
} from 'node:http2'
import type { AddressInfo } from 'node:net'

export interface Http2Answer {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Fields of a request; `form` is the body of a POST, in pieces. */
export type Http2Call = Readonly<Record<string, string>> & { readonly form?: string }

/** The answers of a listener to calls sent side by side. */
export async function overHttp2(
  listener: (request: never, response: never) => unknown,
  calls: readonly Http2Call[],
): Promise<Http2Answer[]> {
  const server = createServer(
    listener as (request: Http2ServerRequest, response: Http2ServerResponse) => void,
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    return await Promise.all(
      calls.map(
        ({ form, ...fields }) =>
          new Promise<Http2Answer>((resolve, reject) => {
            const type = { 'content-type': 'application/x-www-form-urlencoded' }
            const post = form === undefined ? {} : { ':method': 'POST', ...type }
            const stream = session.request({ ...post, ...fields })
            let body = ''
            let headers: Record<string, unknown> = {}
            stream.on('response', (got) => (headers = got))
            stream.on('data', (data: Buffer) => (body += data.toString()))
            stream.on('end', () =>
              resolve({ status: headers[':status'] as number | undefined, headers, body }),
            )
            stream.on('error', reject)
            for (const piece of form?.match(/.{1,10}/gs) ?? []) stream.write(piece)
            stream.end()
          }),
      ),
    )
  } finally {
    session.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}
