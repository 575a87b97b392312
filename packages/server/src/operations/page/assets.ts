/** The style sheet, the script and the icon, under names with a digest of their content. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type { Env, Hono } from 'hono'

export interface Assets {
  readonly style: string
  readonly script: string
  readonly icon: string
}

const PREFIX = '/assets'

/** Serves the files. Returns their addresses. */
export function addAssets<E extends Env>(app: Hono<E>): Assets {
  return {
    style: add(app, 'admin.css', 'text/css; charset=utf-8'),
    script: add(app, 'admin.js', 'text/javascript; charset=utf-8'),
    icon: add(app, 'icon.svg', 'image/svg+xml'),
  }
}

function add<E extends Env>(app: Hono<E>, name: string, type: string): string {
  const content = readFileSync(new URL(`../../../assets/${name}`, import.meta.url), 'utf8')
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const path = `${PREFIX}/${digest}-${name}`
  app.get(path, (c) =>
    c.body(content, 200, {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
    }),
  )
  return path
}
