import { createTokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/h3'
import { memoryStore } from 'tokenapi/memory'

// import { api } from '../utils/api'
const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

export default tokenRequired(api, (event) => ({ hello: event.context.user.username }))

export {}
