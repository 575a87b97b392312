/** What an app may have around its guarded routes: a proxy, pages, an API route of old. */

/** `proxy` is Next 16's file, `middleware` Next 15's. */
export function appFiles(proxy: 'proxy' | 'middleware'): Record<string, string> {
  return {
    [`${proxy}.js`]: `
      import { NextResponse } from 'next/server'
      export const ${proxy} = () => NextResponse.next()`,
    'api.js': `
      import { createTokenApi } from 'tokenapi'
      import { memoryStore } from 'tokenapi/memory'
      const store = memoryStore([{ id: 1, username: 'maria', password: 'x' }])
      export const api = createTokenApi({ secretKey: 'a secret of these tests, long enough', store })`,
    'app/layout.js': `
      import { createElement } from 'react'
      export default ({ children }) => createElement('html', {}, createElement('body', {}, children))`,
    'app/secret/[id]/route.js': `
      import { cookies } from 'next/headers'
      import { notFound, redirect } from 'next/navigation'
      import { tokenRequired } from 'tokenapi/next'
      import { api } from '../../../api.js'
      const view = tokenRequired(api, async (request, { user }, { params }) => {
        const { id } = await params
        if (id === 'nowhere') notFound()
        if (id === 'elsewhere') redirect('/there')
        if (id === 'broken') throw new Error('a view of its own')
        if (id === 'cookie') (await cookies()).set('seen', user.username)
        const body = request.method === 'POST' ? await request.text() : null
        return Response.json({ says: 'the secret of ' + user.username, id, body, search: request.nextUrl.search })
      })
      export const GET = view
      export const POST = view`,
    'app/dashboard/page.js': `
      import { headers } from 'next/headers'
      import { authenticate } from 'tokenapi/next'
      import { api } from '../../api.js'
      export default async function Page() {
        const found = await authenticate(api, await headers(), { optional: true }).catch(() => undefined)
        return found === undefined ? 'nobody' : 'the secret of ' + found.user.username
      }`,
    'pages/report.js': `
      import { authenticate } from 'tokenapi/node'
      import { api } from '../api.js'
      export async function getServerSideProps({ req }) {
        const found = await authenticate(api, req).catch(() => undefined)
        return found === undefined ? { notFound: true } : { props: { text: 'the secret of ' + found.user.username } }
      }
      export default ({ text }) => text`,
    'pages/api/old.js': `
      import { tokenRequired } from 'tokenapi/node'
      import { api } from '../../api.js'
      export default tokenRequired(api, (req, res, { user }) => {
        res.json({ says: 'the secret of ' + user.username })
      })`,
  }
}
