#!/usr/bin/env node
// Plain JavaScript that old Nodes can read, so that they say one sentence instead of a stack trace.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `create-tokenapi needs Node 20.19 or newer, and this is ${process.versions.node}: install a current one from https://nodejs.org`,
  )
  process.exit(1)
}

const { main } = await import('../dist/cli.js')
await main(process.argv.slice(2))
