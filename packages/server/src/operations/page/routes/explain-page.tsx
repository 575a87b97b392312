import type { PageTools } from '../page-tools.js'
import { Explain } from '../pages/explain.js'
import { textIn, wordsIn } from './form-values.js'

export function addExplainPage({ app, page, client }: PageTools): void {
  app.get('/explain', (c) => page(c, 'Explain', <Explain session={c.get('session')} />))

  app.post('/explain', async (c) => {
    const form = await c.req.parseBody()
    const json = { token: textIn(form, 'token').trim(), scopes: wordsIn(form, 'scopes') }
    const explanation = await (await client(c).explain.$post({ json })).json()
    return page(
      c,
      'Explain',
      <Explain
        session={c.get('session')}
        scopes={textIn(form, 'scopes')}
        explanation={explanation}
      />,
    )
  })
}
