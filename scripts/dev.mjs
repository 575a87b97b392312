// Builds on every change and restarts the server on every build. Ctrl-C ends both.
import { spawn } from 'node:child_process'

const children = [
  spawn('tsc', ['-b', '--watch', '--preserveWatchOutput'], { stdio: 'inherit' }),
  spawn(
    process.execPath,
    [
      '--watch-path=packages/tokenapi/dist',
      '--watch-path=packages/server/dist',
      'packages/server/bin/tokenapi.mjs',
      'serve',
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit' },
  ),
]

for (const child of children) child.on('exit', end)
process.on('SIGINT', end)
process.on('SIGTERM', end)

function end() {
  for (const child of children) child.kill()
}
