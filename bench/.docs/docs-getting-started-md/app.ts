import express, { type Express } from 'express'
import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'

/** The columns that handlers read. */
export interface Member {
  plan: 'free' | 'paid'
}

export function createApp(api: TokenApi<Member>): Express {
  const app = express()
  app.use('/token', tokenRoutes(api))
  app.get(
    '/report.json',
    tokenRequired(api, (req, res) => {
      if (req.user.plan !== 'paid') {
        res.status(402).json({ errors: 'Please upgrade your plan.' })
        return
      }
      res.json({ success: true, for: req.user.username, plan: req.user.plan })
    }),
  )
  return app
}
