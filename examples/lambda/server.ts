// Runs the function of index.ts on this machine. Run `npm start` and log in as demo with the password demo.
import { createServer } from 'node:http'

import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'

import { handler } from './index.ts'

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split(/\?(.*)/s)
  const event = {
    version: '2.0',
    rawPath,
    rawQueryString,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('base64'),
    isBase64Encoded: true,
    requestContext: { http: { method: request.method }, stage: '$default' },
  } as APIGatewayProxyEventV2
  const { statusCode = 200, headers = {}, body } = await handler(event, {} as Context)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value))
  response.writeHead(statusCode).end(body)
})
server.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => {
  console.log(server.address())
})
