/** What the routes of a page use. */
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { TokenApi } from 'tokenapi'
import type { RecordedEvent } from 'tokenapi/audit'

import type { Administrators } from '../management/administrators.js'
import type { ManagementApp } from '../management/management-app.js'
import { type RunAction, runAction } from './action.js'
import type { Assets } from './assets.js'
import { Layout } from './layout.js'
import { type ManagementClient, clientFor } from './management-client.js'
import type { PageEnv } from './page-env.js'
import { type Sessions, takeResult } from './session/sessions.js'

export interface AdminPageOptions {
  readonly api: Pick<TokenApi, 'checkLogin'>
  readonly management: ManagementApp
  readonly administrators: Administrators
  /** Gets sign-ins and sign-outs. */
  readonly onEvent: (event: RecordedEvent) => void
  /** Gets the error of a page that threw. */
  readonly onError: (error: unknown) => void
  /** OPERATIONS_URL, for a proxy in front. */
  readonly publicUrl?: URL | undefined
  readonly sessions?: Sessions | undefined
}

type Rendered = Response | Promise<Response>
export type PageContext = Context<PageEnv>

export interface PageTools {
  readonly app: Hono<PageEnv>
  readonly options: AdminPageOptions
  readonly sessions: Sessions
  /** A page with the navigation where somebody is signed in. */
  page(c: PageContext, title: string, body: Child, status?: number): Rendered
  /** The management API, for the user of the session. */
  client(c: PageContext): ManagementClient
  readonly act: RunAction
}

export function pageTools(
  app: Hono<PageEnv>,
  assets: Assets,
  options: AdminPageOptions,
  sessions: Sessions,
): PageTools {
  const page: PageTools['page'] = (c, title, body, status = 200) => {
    const session = c.get('session')
    const key = c.req.query('result')
    const result = session && key !== undefined ? takeResult(session, key) : undefined
    const layout = (
      <Layout assets={assets} title={title} session={session} path={c.req.path} result={result}>
        {body}
      </Layout>
    )
    return c.html(html`<!doctype html>${layout}`, status as 200)
  }
  const client: PageTools['client'] = (c) =>
    clientFor(options.management, c.get('session'), sessions)
  const act = runAction({ api: options.api, sessions, page, client })
  return { app, options, sessions, page, client, act }
}
