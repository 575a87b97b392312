import type { PageTools } from '../page-tools.js'
import { Settings } from '../pages/settings.js'

export function addSettingsPage({ app, page, client }: PageTools): void {
  app.get('/settings', async (c) => {
    const api = client(c)
    const { settings } = await (await api.settings.$get()).json()
    // On request alone: it reads every user.
    const isAsked = c.req.query('doctor') !== undefined
    const findings = isAsked ? (await (await api.doctor.$get()).json()).findings : undefined
    return page(c, 'Settings', <Settings settings={settings} findings={findings} />)
  })
}
