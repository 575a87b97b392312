import { defineConfig } from '@adonisjs/core/logger'

const app = { enabled: true, name: 'peers', level: 'error' }
export default defineConfig({ default: 'app', loggers: { app } })
