import type { Hono } from 'hono'
import { html } from 'hono/html'

import { plainPage } from '../plain-page.js'

export interface WelcomePageOptions {
  /** Whether a login issues an access token, which is presented alone. */
  readonly issuesAccessTokens?: boolean
  /** The URL in the calls; never the `Host` of the request. Default: a placeholder, as behind a proxy it is not known. */
  readonly baseUrl?: () => string
}

/** `GET /`: what this server is, and three calls, for people who open its address in a browser. */
export function addWelcomePage(
  app: Hono,
  { issuesAccessTokens = false, baseUrl = () => 'https://HOST' }: WelcomePageOptions = {},
): void {
  const credentials = issuesAccessTokens ? '-H "Authorization: Bearer TOKEN"' : '-u USER:TOKEN'
  const body = (url: string): ReturnType<typeof html> =>
    html`<p>
        Clients get a token here for a user name and a password, and present it to the views of this
        API.
      </p>
      <h2>Get a token</h2>
      <pre>curl -d username=NAME -d password=PASSWORD ${url}/token/new.json</pre>
      <p>The answer has <code>token</code> and <code>user</code>, the id of the user.</p>
      <h2>Ask whether a token is valid</h2>
      <pre>curl ${url}/token/TOKEN/USER.json</pre>
      <h2>Call a view</h2>
      <pre>curl -X POST ${credentials} ${url}/index.json</pre> `
  app.get('/', (c) => plainPage(c, 'Token server', body(baseUrl())))
}
