import { describeExplanation } from 'tokenapi'
import { inMemoryApi } from 'tokenapi/testing'

const { api } = inMemoryApi({ users: ['maria'] })
const explanation = await api.explain({ user: '1', token: 'a token from a bug report' })
console.log(explanation.accepted, describeExplanation(explanation))

export {}
