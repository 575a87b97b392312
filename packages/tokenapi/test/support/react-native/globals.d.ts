/**
 * What React Native declares of the fetch API, as far as a client could use it. It lacks what browsers have beyond:
 * `body`, `redirect`, `cache`, `duplex`; reasons and static methods of signals; the parts of a URL.
 */
type BodyInit_ = Blob | Uint8Array | ArrayBuffer | FormData | string | null
type HeadersInit_ = [string, string][] | Record<string, string> | Headers

interface Blob {
  readonly size: number
  readonly type: string
}
declare class FormData {
  append(key: string, value: unknown): void
}

interface Headers {
  append(name: string, value: string): void
  delete(name: string): void
  get(name: string): string | null
  has(name: string): boolean
  set(name: string, value: string): void
}
// oxlint-disable-next-line no-var, vars-on-top -- as globals are declared
declare var Headers: { new (init?: HeadersInit_): Headers }

interface RequestInit {
  body?: BodyInit_ | null | undefined
  credentials?: 'omit' | 'same-origin' | 'include' | undefined
  headers?: HeadersInit_ | undefined
  method?: string | undefined
  mode?: 'navigate' | 'same-origin' | 'no-cors' | 'cors' | undefined
  signal?: AbortSignal | undefined
}
interface Request {
  readonly url: string
}
// oxlint-disable-next-line no-var, vars-on-top
declare var Request: { new (input: Request | string, init?: RequestInit): Request }

interface Response {
  readonly headers: Headers
  readonly ok: boolean
  readonly status: number
  readonly url: string
  clone(): Response
  json(): Promise<unknown>
  text(): Promise<string>
}
declare function fetch(input: Request | string, init?: RequestInit): Promise<Response>

interface URL {
  href: string
  toString(): string
}
// oxlint-disable-next-line no-var, vars-on-top
declare var URL: { new (url: string, base?: string): URL }
interface URLSearchParams {
  append(key: string, value: string): void
  toString(): string
}
// oxlint-disable-next-line no-var, vars-on-top
declare var URLSearchParams: { new (init?: Record<string, string> | string): URLSearchParams }

declare class AbortSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: (event: unknown) => unknown): void
  removeEventListener(type: 'abort', listener: (event: unknown) => unknown): void
}
declare class AbortController {
  readonly signal: AbortSignal
  abort(): void
}
