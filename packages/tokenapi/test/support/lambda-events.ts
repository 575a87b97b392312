/** Events of AWS, as API Gateway sends them in both of its payload formats. */

type LambdaEvent = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
  isBase64Encoded?: boolean,
) => object

/** Payload format 1.0: of a REST API. */
export const lambdaEventV1: LambdaEvent = (
  method,
  path,
  headers,
  body,
  isBase64Encoded = false,
) => ({
  resource: '/{proxy+}',
  path,
  httpMethod: method,
  headers: { ...headers, Host: 'x.example' },
  multiValueHeaders: {
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    Host: ['x.example'],
  },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  requestContext: { identity: { sourceIp: '203.0.113.7' }, stage: 'prod' },
  body: encoded(body, isBase64Encoded) ?? null,
  isBase64Encoded,
})

/** Payload format 2.0: of an HTTP API or a function URL. */
export const lambdaEventV2: LambdaEvent = (
  method,
  path,
  headers,
  body,
  isBase64Encoded = false,
) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: '',
  headers: { ...headers, host: 'x.example' },
  requestContext: {
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7' },
    stage: '$default',
  },
  ...(body === undefined ? {} : { body: encoded(body, isBase64Encoded) }),
  isBase64Encoded,
})

function encoded(body: string | undefined, isBase64Encoded: boolean): string | undefined {
  return isBase64Encoded && body !== undefined ? Buffer.from(body).toString('base64') : body
}
