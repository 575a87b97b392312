import type { Child } from 'hono/jsx'

import type { Assets } from './assets.js'
import { ResultNote } from './parts.js'
import type { ActionResult, Session } from './session/sessions.js'

const SECTIONS = [
  ['/', 'Overview'],
  ['/users', 'Users'],
  ['/tokens', 'Tokens'],
  ['/events', 'Events'],
  ['/explain', 'Explain'],
  ['/settings', 'Settings'],
] as const

export interface LayoutProps {
  readonly assets: Assets
  readonly title: string
  /** Absent: nobody is signed in. */
  readonly session: Session | undefined
  /** The path of the page. */
  readonly path: string
  /** Of the action before. */
  readonly result?: ActionResult | undefined
  readonly children?: Child
}

/** A whole page. */
export function Layout({ assets, title, session, path, result, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · tokenapi`}</title>
        <link rel="stylesheet" href={assets.style} />
        <link rel="icon" type="image/svg+xml" href={assets.icon} />
        <script type="module" src={assets.script}></script>
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        {session !== undefined && <Top session={session} path={path} icon={assets.icon} />}
        <p id="status" class="hidden" role="status"></p>
        <main id="main">
          {result !== undefined && <ResultNote result={result} />}
          {children}
        </main>
      </body>
    </html>
  )
}

interface TopProps {
  readonly session: Session
  readonly path: string
  readonly icon: string
}

function Top({ session, path, icon }: TopProps) {
  const current = SECTIONS.findLast(([start]) => path === start || path.startsWith(`${start}/`))
  return (
    <header class="top">
      <nav class="bar" aria-label="Main">
        <a class="brand" href="/">
          <img src={icon} alt="" width="20" height="20" /> tokenapi
        </a>
        <ul>
          {SECTIONS.map(([href, name]) => (
            <li>
              <a href={href} {...(current?.[0] === href ? { 'aria-current': 'page' } : {})}>
                {name}
              </a>
            </li>
          ))}
        </ul>
        <form method="post" action="/sign-out">
          <input type="hidden" name="csrf" value={session.csrf} />
          <span>{session.user.username}</span>
          <button class="small">Sign out</button>
        </form>
      </nav>
    </header>
  )
}
