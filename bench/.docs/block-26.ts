import { checkPassword, makePassword } from 'tokenapi/password'

const encoded = await makePassword('correct horse battery staple')
console.log(encoded.split('$')[0], await checkPassword('correct horse battery staple', encoded))

export {}
