// The function itself, behind a function URL or an HTTP API: payload format 2.0.
import { api } from './api.ts'
import { createApp } from './app.ts'

export const handler = createApp(api)
