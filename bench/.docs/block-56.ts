import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: memoryStore([]),
  // nginx: proxy_set_header X-Real-IP $remote_addr;
  clientAddress: (view) => view.header('x-real-ip'),
})

export {}
