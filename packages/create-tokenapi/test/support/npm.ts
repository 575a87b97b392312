/** npm scripts of a project, as its owner runs them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Nothing of the shell that the tests were started from, but where programs are. */
function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env }
}

/** What the script says on standard output. Rejects with all that it said. */
export async function npm(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  try {
    const { stdout } = await run('npm', args, { cwd: folder, env: environment(env) })
    return stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`npm ${args.join(' ')} in ${folder}\n${stdout}${stderr}`, { cause: error })
  }
}

/** `npm install`, with what npm has fetched before. */
export async function npmInstall(folder: string, packages: readonly string[] = []): Promise<void> {
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  // All of the shell: a proxy or a certificate may be named there.
  await npm(folder, [...args, ...packages], { ...process.env, NODE_ENV: 'development' })
}

export interface Started {
  readonly url: string
  /** All that was said, to the end. */
  stop(): Promise<string>
}

/** `npm start`, until it says where it listens. */
export async function npmStart(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: environment({ PORT: '0', ...env }),
    // A group of its own: npm, its shell and the server are stopped together.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = hearing(child)
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(said())))
  const stop = (): Promise<string> => {
    signal(child)
    return ended
  }
  try {
    return { url: await listening(child, said), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function hearing({ stdout, stderr }: ChildProcess): () => string {
  let said = ''
  const hear = (data: Buffer): void => void (said += data.toString())
  stdout?.on('data', hear)
  stderr?.on('data', hear)
  return () => said
}

function listening(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const url = /(?:listening on|Local:) +(http:\/\/\S+)/.exec(said())?.[1]
      if (url !== undefined) resolve(url)
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.once('close', () => reject(new Error(said())))
  })
}

function signal({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGTERM')
}
