import { defineConfig, drivers } from '@adonisjs/core/encryption'

import { SECRET } from '../../../../bench/peers/setup/users.mjs'

const gcm = drivers.aes256gcm({ id: 'gcm', keys: [SECRET] })
export default defineConfig({ default: 'gcm', list: { gcm } })
