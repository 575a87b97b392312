import type { PageTools } from '../page-tools.js'
import { isRefused } from '../management-client.js'
import { Events } from '../pages/events.js'
import { EventsOff } from '../pages/switched-off.js'
import { Titled } from '../parts.js'

export function addEventPages({ app, page, client }: PageTools): void {
  app.get('/events', async (c) => {
    const { user = '', name = '', address = '', before = '' } = c.req.query()
    const filter = { user, name, address }
    const query = Object.fromEntries(
      Object.entries({ ...filter, before }).filter(([, value]) => value !== ''),
    )
    try {
      const found = await (await client(c).events.$get({ query })).json()
      return await page(
        c,
        'Events',
        <Events page={found} filter={filter} isNewest={before === ''} />,
      )
    } catch (error) {
      if (!isRefused(error) || error.code !== 'not_supported') throw error
      return page(
        c,
        'Events',
        <Titled title="Events">
          <EventsOff />
        </Titled>,
      )
    }
  })
}
