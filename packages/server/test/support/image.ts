/** The container image, built and run without an engine: Debian's buildah and podman, and a base by mmdebstrap. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../../..')
const BASE = ['libc6', 'libstdc++6', 'libgcc-s1', 'base-files', 'ca-certificates']
const IMAGE = 'localhost/tokenapi'

export interface Image {
  /** Megabytes. */
  readonly size: number
  readonly user: string
  readonly healthCheck: object
  /** A command of the image to its end, as an orchestrator would run it. Rejects if it fails. */
  command(args: readonly string[], options: RunOptions): Promise<string>
  /** `serve`, in the foreground. */
  serve(name: string, options: RunOptions): ChildProcess
  podman(...args: string[]): Promise<string>
  remove(): Promise<void>
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>
  readonly volume: string
  /** A file with the permitted system calls. */
  readonly seccomp?: string
}

export async function buildImage(): Promise<Image> {
  // podman refuses a run root of more than 50 characters.
  const folder = mkdtempSync('/tmp/tokenapi-')
  const storage = [
    '--storage-driver',
    'vfs',
    '--root',
    `${folder}/root`,
    '--runroot',
    `${folder}/run`,
  ]
  const podman = async (...args: string[]): Promise<string> =>
    (await run('podman', [...storage, ...ENGINE, ...args])).stdout
  const build = (tag: string, context: string, ...args: string[]): Promise<unknown> =>
    run('buildah', [
      ...[...storage, 'bud', '--isolation', 'chroot', '--layers=false', '--format', 'docker'],
      ...['--timestamp', '0', '--tag', tag, ...args, context],
    ])

  const packages = `--include=${BASE.join(',')}`
  const [node, base, context] = ['node', 'base', 'context'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(node)
  mkdirSync(base)
  await run('mmdebstrap', ['--variant=extract', packages, 'bookworm', `${base}/base.tar`])
  writeFileSync(join(base, 'Containerfile'), 'FROM scratch\nADD base.tar /\n')
  copyFileSync(process.execPath, join(node, 'node'))
  writeFileSync(join(node, 'Containerfile'), 'FROM scratch\nCOPY node /usr/local/bin/node\n')
  await run(process.execPath, [join(ROOT, 'scripts/pack.mjs')])
  await run(process.execPath, [join(ROOT, 'scripts/container.mjs'), context])
  await build('localhost/node', node)
  await build('localhost/base', base)
  const images = ['NODE_IMAGE=localhost/node', 'BASE_IMAGE=localhost/base']
  await build(IMAGE, context, ...images.flatMap((image) => ['--build-arg', image]))
  const [inspected] = JSON.parse(await podman('inspect', IMAGE)) as [
    { Size: number; User: string; Healthcheck: object },
  ]
  const prefix = [...storage, ...ENGINE, 'run', '--rm', ...CONTAINER]
  const options = ({ env, volume, seccomp }: RunOptions): string[] => [
    ...['--volume', `${volume}:/data`],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(seccomp === undefined ? [] : ['--security-opt', `seccomp=${seccomp}`]),
  ]
  return {
    size: inspected.Size / 1e6,
    user: inspected.User,
    healthCheck: inspected.Healthcheck,
    command: async (args, given) =>
      (await run('podman', [...prefix, ...options(given), IMAGE, ...args])).stdout,
    serve: (name, given) => spawn('podman', [...prefix, '--name', name, ...options(given), IMAGE]),
    podman,
    remove: async () => {
      // Also what still runs after a failure: its mounts would keep the folder.
      await podman('rm', '--all', '--force', '--time', '1')
      execFileSync('rm', ['-rf', folder])
    },
  }
}

/** Neither systemd nor a cgroup manager is needed. */
const ENGINE = ['--cgroup-manager', 'cgroupfs', '--events-backend', 'file', '--runtime', 'runc']
/** What deploy/compose/compose.yaml demands, and limits that a container in a container may set. */
const CONTAINER = [
  ...['--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
  ...['--network', 'host', '--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=1024:1024'],
]

/** The system calls that the systemd unit permits, as a profile for containers. */
export function writeSeccomp(path: string, unit: string): void {
  const lines = [...unit.matchAll(/^SystemCallFilter=(.+)$/gm)].map(([, value = '']) => value)
  const allowed = new Set<string>()
  for (const line of lines) {
    const names = line.replace('~', '').split(' ').flatMap(callsOf)
    for (const name of names) {
      if (line.startsWith('~')) allowed.delete(name)
      else allowed.add(name)
    }
  }
  const syscalls = [{ names: [...allowed], action: 'SCMP_ACT_ALLOW' }]
  // 1: EPERM.
  writeFileSync(
    path,
    JSON.stringify({ defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 1, syscalls }),
  )
}

function callsOf(name: string): readonly string[] {
  if (!name.startsWith('@')) return [name]
  const text = execFileSync('systemd-analyze', ['syscall-filter', name], { encoding: 'utf8' })
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap(callsOf)
}
