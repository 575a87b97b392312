// POST /token/new.json, GET /token/TOKEN/USER.json
import { tokenRoutes } from 'tokenapi/next'

import { api } from '../../../api.ts'

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = tokenRoutes(api)
