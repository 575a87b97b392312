import { PERIODS } from '../../management/overview/periods.js'
import type { PageTools } from '../page-tools.js'
import { Overview } from '../pages/overview.js'

export function addOverviewPage({ app, page, client }: PageTools): void {
  app.get('/', async (c) => {
    const period = PERIODS.find((each) => each === c.req.query('period')) ?? 'day'
    const overview = await (await client(c).overview.$get({ query: { period } })).json()
    return page(c, 'Overview', <Overview overview={overview} />)
  })
}
