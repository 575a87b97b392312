import { type Middleware, defineMiddleware } from 'h3'
import { createTokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/h3'
import { memoryStore } from 'tokenapi/memory'

// import { api } from '../utils/api'
const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
const guard = tokenRequired(api)

const middleware: Middleware = defineMiddleware((event, next) =>
  /^\/own(?:\/|$)/.test(event.url.pathname) ? guard(event, next) : undefined,
)
export default middleware

export {}
