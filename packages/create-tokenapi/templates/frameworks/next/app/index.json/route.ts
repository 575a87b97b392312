import { api } from '../../api.ts'
import { indexOf } from '../../views.ts'

export const GET = indexOf(api)
