/** A local replacement for a function URL: HTTP to events, and results to HTTP. */
import type { IncomingMessage, RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'

import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import type { LambdaHandler } from 'tokenapi/lambda'

export function overHttp(handler: LambdaHandler): RequestListener {
  return async (request, response) => {
    try {
      const result = await handler(await eventOf(request), {} as Context)
      response.statusCode = result.statusCode ?? 200
      for (const [name, value] of Object.entries(result.headers ?? {})) {
        response.setHeader(name, String(value))
      }
      if (result.cookies !== undefined) response.setHeader('set-cookie', result.cookies)
      response.end(Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8'))
    } catch (error) {
      console.error(error)
      response.writeHead(500).end()
    }
  }
}

async function eventOf(request: IncomingMessage): Promise<APIGatewayProxyEventV2> {
  const { method = 'GET', url = '/', headers, httpVersion, socket } = request
  const query = url.indexOf('?')
  const rawPath = query === -1 ? url : url.slice(0, query)
  const now = new Date()
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query === -1 ? '' : url.slice(query + 1),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${httpVersion}`,
        sourceIp: socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: crypto.randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    body: (await buffer(request)).toString('base64'),
    isBase64Encoded: true,
  }
}
