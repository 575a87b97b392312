import type { PageTools } from '../page-tools.js'
import { Tokens } from '../pages/tokens.js'
import { TokensOff } from '../pages/switched-off.js'
import { Titled } from '../parts.js'
import { textIn } from './form-values.js'
import { tokensOrNone } from './unless-off.js'

const DAY = 86_400_000

export function addTokenPages({ app, page, client, act }: PageTools): void {
  app.get('/tokens', async (c) => {
    const { scope = '', unused = '' } = c.req.query()
    const days = /^[0-9]{1,4}$/.test(unused) ? Number(unused) : undefined
    const tokens = await tokensOrNone(client(c), {
      ...(scope === '' ? {} : { scope }),
      ...(days === undefined
        ? {}
        : { unusedSince: new Date(Date.now() - days * DAY).toISOString() }),
    })
    return tokens === undefined
      ? page(
          c,
          'Tokens',
          <Titled title="Tokens">
            <TokensOff />
          </Titled>,
        )
      : page(
          c,
          'Tokens',
          <Tokens session={c.get('session')} tokens={tokens} scope={scope} unusedDays={unused} />,
        )
  })

  app.post('/tokens/:id/revoke', async (c) => {
    const { id } = c.req.param()
    const back = textIn(await c.req.parseBody(), 'back')
    return act(c, /^\/(?:tokens|users\/[^/\\]+)$/.test(back) ? back : '/tokens', async (api) => {
      const { done } = await (await api.tokens[':id'].$delete({ param: { id } })).json()
      return {
        text: done
          ? 'The token was revoked: it is refused from now on.'
          : 'The token had ended before.',
      }
    })
  })
}
