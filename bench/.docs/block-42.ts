import { createClient } from '@redis/client'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

const storeClient = createClient({ url: process.env['REDIS_URL'] ?? '', disableOfflineQueue: true })
storeClient.on('error', (error) => console.error(error))
await storeClient.connect()

export const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: memoryStore(),
  // tokenapi passes points and durations of its own.
  loginThrottle: new RateLimiterRedis({
    storeClient,
    useRedisPackage: true,
    keyPrefix: 'logins',
    points: 1,
    duration: 1,
  }),
})

export {}
