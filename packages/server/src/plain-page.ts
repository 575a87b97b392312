/** A page for people without a script: plain HTML, one style, and no input that is repeated. */
import { createHash } from 'node:crypto'

import type { Context } from 'hono'
import { html, raw } from 'hono/html'

type Html = ReturnType<typeof html>

/** The page as a response. `body` is made with `html` of hono/html, which escapes values. */
export function plainPage(c: Context, title: string, body: Html): Response | Promise<Response> {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <h1>${title}</h1>
        ${body}
      </body>
    </html> `
  return c.html(page, 200, FIELDS)
}

const STYLE = `
:root { color-scheme: light dark; font: 100%/1.6 system-ui, sans-serif }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
pre { overflow-x: auto; padding: .75rem 1rem; border: 1px solid GrayText; border-radius: .5rem }
`
/** Whole: white space in it, which a formatter adds, would change its hash. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`)
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

const FIELDS = {
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
}
