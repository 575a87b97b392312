import type { Hono } from 'hono'
import { html } from 'hono/html'

import { plainPage } from '../plain-page.js'

/** `GET /`: what this listener has, for people who open its address in a browser. */
export function addHomePage(app: Hono): void {
  const body = html`<p>
      For operators. This listener also answers while the public one has too many connections.
    </p>
    <ul>
      <li><a href="/readyz">/readyz</a>: whether the server is ready, and why not</li>
      <li><a href="/metrics">/metrics</a>: for Prometheus</li>
      <li><a href="/healthz">/healthz</a>: whether the process runs</li>
    </ul> `
  app.get('/', (c) => plainPage(c, 'Token server: operations', body))
}
