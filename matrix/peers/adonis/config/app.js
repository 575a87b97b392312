import { defineConfig } from '@adonisjs/core/http'

import { SECRET } from '../../../../bench/peers/setup/users.mjs'

export const appKey = SECRET
export const http = defineConfig({})
