import { accessTokenPattern } from 'tokenapi'

console.log(accessTokenPattern('acme')) // \bacme_[0-9A-Za-z]{49}\b

export {}
