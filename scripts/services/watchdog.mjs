// @ts-check
/** Ends a server whose starter was killed and so could not end it. */
import { spawn } from 'node:child_process'

// Reads until the starter's end of the pipe is closed, by the starter or by its death. Children
// are woken as well: one that is stopped would not notice that its parent is gone.
const SCRIPT = `
trap '' INT TERM HUP
read -r word
[ "$word" = dismissed ] && exit
kill -CONT $1 $(cat /proc/$1/task/$1/children)
kill -$2 $1
for turn in 1 2 3 4 5 6 7 8 9; do kill -0 $1 || break; sleep 0.2; done
rm -rf "$3"
`

/**
 * @param {number} pid
 * @param {'SIGTERM' | 'SIGQUIT' | 'SIGKILL'} signal
 * @param {string} folder
 */
export function guard(pid, signal, folder) {
  const child = spawn('sh', ['-c', SCRIPT, 'watchdog', `${pid}`, signal.slice(3), folder], {
    // In a process group of its own, so that it does not get signals to the group.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  // @ts-ignore: the pipe is a socket, and must not keep us running either
  child.stdin.unref()
  return { dismiss: () => child.stdin.end('dismissed\n') }
}
