/** The operations listener with the admin page, in this process, over users in SQLite. */
import { pino } from 'pino'

import { listen } from '../../../src/listen.ts'
import { createMetrics } from '../../../src/operations/metrics.ts'
import { createOperationsApp } from '../../../src/operations/operations-app.ts'
import { adminPage } from '../../../src/operations/page/admin-page.tsx'
import { createSessions } from '../../../src/operations/page/session/sessions.ts'
import { clientsDocument } from '../../../src/public/description/clients-document.ts'
import { createReadiness } from '../../../src/readiness.ts'
import { PASSWORD, startManagement } from '../bench-app.ts'

export interface StartOptions {
  readonly settings?: Readonly<Record<string, string>>
  readonly publicUrl?: URL
}

export async function startAdmin({ settings, publicUrl }: StartOptions = {}) {
  const started = await startManagement(settings)
  const { api, administrators, app: management, events, errors } = started
  let now = Date.now()
  const log: string[] = []
  const page = adminPage({
    api,
    management,
    administrators,
    publicUrl,
    sessions: createSessions(() => now),
    onEvent: (event) => {
      events.push(event)
      started.audit.record(event)
    },
    onError: (error) => errors.push(error),
  })
  const readiness = createReadiness({ ping: async () => {} })
  const app = createOperationsApp({
    readiness,
    api,
    metrics: createMetrics(),
    admin: {
      management,
      page,
      clients: () =>
        clientsDocument({ hasAccessTokens: started.config.ACCESS_TOKENS, version: '0.0.0' }),
    },
    onError: (error) => errors.push(error),
  })
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
    fetch: (request) => app.fetch(request),
  })
  return {
    ...started,
    url: server.url,
    log,
    /** Milliseconds that pass for the sessions. */
    pass: (milliseconds: number) => void (now += milliseconds),
    visit: () => visitor(server.url),
    async stop() {
      await server.stop({ patience: 0 })
      await started.close()
    },
  }
}

export type Visitor = ReturnType<typeof visitor>

/** A client with a cookie that sends forms as a browser does. */
function visitor(url: string) {
  let cookie = ''
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    if (cookie !== '' && !headers.has('cookie')) headers.set('cookie', cookie)
    const answer = await fetch(url + path, { redirect: 'manual', ...init, headers })
    const set = answer.headers.get('set-cookie')
    if (set !== null) cookie = set.split(';', 1)[0] ?? ''
    return {
      status: answer.status,
      headers: answer.headers,
      to: answer.headers.get('location'),
      text: await answer.text(),
    }
  }
  const send = (
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) => ask(path, { method: 'POST', body: new URLSearchParams(form), headers })
  return {
    ask,
    /** Without the token against forged forms. */
    send,
    cookie: () => cookie,
    signIn: (username = 'root', password = PASSWORD) => send('/sign-in', { username, password }),
    /** A form of the page, with its token. */
    async submit(path: string, form: Readonly<Record<string, string>> = {}) {
      const { text } = await ask('/users/new')
      const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
      return send(path, { csrf, ...form })
    },
    /** The page that a redirect leads to, as text. */
    async follow({ to }: { readonly to: string | null }) {
      return (await ask(to ?? '/')).text
    },
  }
}
