/** One framework's server, as a process of its own: `/bare`, `/guarded` and its peers' paths. */
import { servers } from './servers.ts'

const start = servers[process.argv[2] ?? '']
if (start === undefined) throw new Error(`no server ${process.argv[2]}`)
const port = await start()
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system })
})
process.send?.({ port })
if (process.execArgv.includes('--cpu-prof')) process.on('SIGINT', () => process.exit(0))
