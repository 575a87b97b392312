/** One framework's server, as a process of its own: `/bare`, `/guarded` and its peers' paths. */
const { start } = (await import(`./servers/${process.argv[2]}.ts`)) as {
  /** Starts on a free loopback port, which it gives. */
  start(): Promise<number>
}
const port = await start()
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system })
})
process.send?.({ port })
