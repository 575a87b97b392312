import { tokenRoutes } from 'tokenapi/next'

import { api } from '../../../api.ts'

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = tokenRoutes(api)
