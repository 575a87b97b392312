import type { ManagementClient } from '../management-client.js'
import type { PageTools } from '../page-tools.js'
import { NewUser } from '../pages/new-user.js'
import { UserView } from '../pages/user.js'
import { Users } from '../pages/users.js'
import { type Form, textIn, wordsIn } from './form-values.js'
import { tokensOrNone, unlessOff } from './unless-off.js'

export function addUserPages({ app, page, client, act }: PageTools): void {
  app.get('/users', async (c) => {
    const { search = '', after } = c.req.query()
    const query = { search, ...(after === undefined ? {} : { after }) }
    const found = await (await client(c).users.$get({ query })).json()
    return page(c, 'Users', <Users page={found} search={search} />)
  })

  app.get('/users/new', (c) =>
    page(
      c,
      'Add user',
      <NewUser session={c.get('session')} username={c.req.query('username') ?? ''} />,
    ),
  )

  app.post('/users', async (c) => {
    const form = await c.req.parseBody()
    const username = textIn(form, 'username')
    return act(c, `/users/new?${new URLSearchParams({ username })}`, async (api) => {
      const password = textIn(form, 'password')
      const user = await (
        await api.users.$post({ json: { username, password: password === '' ? null : password } })
      ).json()
      return { text: `${user.username} was added.`, to: `/users/${encodeURIComponent(user.id)}` }
    })
  })

  app.get('/users/:id', async (c) => {
    const { id } = c.req.param()
    const { name, scopes, open } = c.req.query()
    const api = client(c)
    const user = await (await api.users[':id'].$get({ param: { id } })).json()
    const tokens = await tokensOrNone(api, { userId: id })
    const events = await unlessOff(async () => {
      const query = { user: id, limit: '8' }
      return (await (await api.events.$get({ query })).json()).events
    })
    return page(
      c,
      user.username,
      <UserView
        session={c.get('session')}
        user={user}
        tokens={tokens}
        events={events}
        draft={name === undefined ? undefined : { name, scopes }}
        open={open}
      />,
    )
  })

  const pathOf = (id: string): string => `/users/${encodeURIComponent(id)}`
  /** Where a change that was refused, or cancelled, goes back to: with its form open. */
  const formOf = (id: string, open: string, fields: Readonly<Record<string, string>> = {}) =>
    `${pathOf(id)}?${new URLSearchParams({ open, ...fields })}`

  /** A change of a user, which returns what was done. */
  const addChange = (
    name: string,
    change: (api: ManagementClient, id: string, form: Form) => Promise<string>,
  ): void => {
    app.post(`/users/:id/${name}`, (c) => {
      const id = c.req.param('id') ?? ''
      return act(c, formOf(id, name), async (api) => ({
        text: await change(api, id, await c.req.parseBody()),
        to: pathOf(id),
      }))
    })
  }

  addChange('activate', async (api, id) => {
    await api.users[':id'].$patch({ param: { id }, json: { isActive: true } })
    return 'The user is active: logins work.'
  })

  addChange('deactivate', async (api, id) => {
    await api.users[':id'].$patch({ param: { id }, json: { isActive: false } })
    return 'The user is inactive: no login and no token works.'
  })

  addChange('password', async (api, id, form) => {
    await api.users[':id'].$patch({ param: { id }, json: { password: textIn(form, 'password') } })
    return 'The password was set. Every token of the user has ended.'
  })

  addChange('unlock', async (api, id) => {
    await api.users[':id'].unlock.$post({ param: { id } })
    return 'The failed logins are forgotten.'
  })

  addChange('revoke-tokens', async (api, id) => {
    const { count } = await (
      await api.users[':id']['revoke-tokens'].$post({ param: { id } })
    ).json()
    return `Access tokens that were ended: ${count}.`
  })

  app.post('/users/:id/tokens', async (c) => {
    const { id } = c.req.param()
    const form = await c.req.parseBody()
    const name = textIn(form, 'name')
    const draft = { name, scopes: textIn(form, 'scopes') }
    return act(c, formOf(id, 'tokens', draft), async (api) => {
      const json = { userId: id, name, scopes: wordsIn(form, 'scopes') }
      const { token } = await (await api.tokens.$post({ json })).json()
      return {
        text: 'The token is shown this once: copy it now.',
        secret: token,
        to: pathOf(id),
      }
    })
  })
}
