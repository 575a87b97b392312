import { defineConfig } from '@adonisjs/auth'
import { tokensGuard, tokensUserProvider } from '@adonisjs/auth/access_tokens'

const provider = tokensUserProvider({
  tokens: 'accessTokens',
  model: async () => ({ default: (await import('../user.mjs')).User }),
})
export default defineConfig({ default: 'api', guards: { api: tokensGuard({ provider }) } })
