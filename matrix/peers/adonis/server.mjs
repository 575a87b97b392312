/** AdonisJS with its access tokens. It takes HOST and PORT from the environment. */
import { ignitor } from './ignitor.mjs'

await ignitor().httpServer().start()
