/**
 * Programs and folders beside Node that tests need. A test whose peer does not answer is skipped by name;
 * with `CI=true` a missing peer fails the run. `peers-setup.ts` finds out, `skip-report.ts` prints.
 */
export interface Peer {
  /** Packages of Debian that bring it. */
  readonly apt?: readonly string[]
  /** What brings it where no package of Debian does. */
  readonly command?: string
  /** May be missing in CI as well: it comes from a place that CI cannot always reach, or needs rights that CI may lack. */
  readonly optional?: true
}

const DJANGO = ['python3-django', 'python3-argon2', 'python3-bcrypt'] as const
const POSTGRES_DRIVER = 'python3-psycopg2'
const MYSQL_DRIVER = 'python3-mysqldb'
const DJANGO_5: Peer = {
  apt: [...DJANGO.slice(1), 'python3-venv'],
  command: 'scripts/services/install-django.sh',
  optional: true,
}
const RUNTIME: Peer = { command: 'npm ci --prefix matrix/runtimes --ignore-scripts' }
const matrix = (folder: string): Peer => ({ command: `npm ci --prefix matrix/${folder}` })

/** "own": a server that a test starts and breaks, also where the shared one is named by a variable. */
export const PEERS = {
  'PostgreSQL': { apt: ['postgresql'] },
  'PgBouncer': { apt: ['pgbouncer'] },
  'MariaDB': { apt: ['mariadb-server'] },
  'MySQL': { command: 'scripts/services/install-mysql.sh' },
  'Redis': { apt: ['redis-server'] },
  'own PostgreSQL': { apt: ['postgresql'] },
  'own PgBouncer': { apt: ['pgbouncer'] },
  'own MariaDB': { apt: ['mariadb-server'] },
  'own MySQL': { command: 'scripts/services/install-mysql.sh' },
  'own Redis': { apt: ['redis-server'] },
  'Django': { apt: DJANGO },
  'Django over PostgreSQL': { apt: [...DJANGO, POSTGRES_DRIVER] },
  'Django over MySQL': { apt: [...DJANGO, MYSQL_DRIVER] },
  'Django 5.2': DJANGO_5,
  'Django 5.2 over PostgreSQL': { ...DJANGO_5, apt: [...(DJANGO_5.apt ?? []), POSTGRES_DRIVER] },
  'Django 5.2 over MySQL': { ...DJANGO_5, apt: [...(DJANGO_5.apt ?? []), MYSQL_DRIVER] },
  'curl': { apt: ['curl'] },
  'bash': { apt: ['bash'] },
  'git': { apt: ['git'] },
  'tar': { apt: ['tar'] },
  'ss': { apt: ['iproute2'] },
  'Prometheus client': { apt: ['python3-prometheus-client'] },
  'fail2ban': { apt: ['fail2ban'] },
  'nginx': { apt: ['nginx-light'] },
  'HAProxy': { apt: ['haproxy'] },
  'Caddy': { apt: ['caddy'] },
  'systemd-analyze': { apt: ['systemd'] },
  'buildah': { apt: ['buildah'], optional: true },
  'podman': { apt: ['podman', 'runc'], optional: true },
  'mmdebstrap': { apt: ['mmdebstrap'], optional: true },
  'docker-compose': { apt: ['docker-compose'] },
  'mount': { apt: ['mount'], optional: true },
  'chromium': { apt: ['chromium'] },
  'wrk': { apt: ['wrk'] },
  'node-22': RUNTIME,
  'node-26': RUNTIME,
  'bun': RUNTIME,
  'deno': RUNTIME,
  'workerd': RUNTIME,
  'matrix/nest-11': matrix('nest-11'),
  'matrix/nest-12': matrix('nest-12'),
  'matrix/next-15': matrix('next-15'),
  'matrix/fetch-frameworks': matrix('fetch-frameworks'),
  'matrix/previous-majors': matrix('previous-majors'),
  'matrix/jest-29': matrix('jest-29'),
  'matrix/jest-30': matrix('jest-30'),
  'matrix/webpack': matrix('webpack'),
  'matrix/peers': matrix('peers'),
} as const satisfies Readonly<Record<string, Peer>>
export type PeerName = keyof typeof PEERS

/** Why each missing peer cannot be used. */
export type Missing = Partial<Record<PeerName, string>>

const VARIABLE = 'TOKENAPI_TEST_MISSING'

/** Workers are forked later and inherit the environment. */
export function recordMissing(missing: Missing): void {
  process.env[VARIABLE] = JSON.stringify(missing)
}

export function missingPeers(): Missing {
  return JSON.parse(process.env[VARIABLE] || '{}') as Missing
}

/** For `it.skipIf(lacks('curl'))`: whether any of these cannot be used. */
export function lacks(...names: readonly PeerName[]): boolean {
  const missing = missingPeers()
  return names.some((name) => missing[name] !== undefined)
}

/** Those that CI cannot do without. */
export function requiredOf(missing: Missing): Missing {
  const entries = Object.entries(missing) as [PeerName, string][]
  return Object.fromEntries(entries.filter(([name]) => (PEERS[name] as Peer).optional !== true))
}

/** For people: why what is missing cannot be used, and the commands that bring it. */
export function reasonsAndRemedies(missing: Missing): string[] {
  const entries = Object.entries(missing) as [PeerName, string][]
  const byReason = new Map<string, PeerName[]>()
  for (const [name, reason] of entries) {
    // A server that is not there is none of a test's own either.
    const shared = name.replace(/^own /, '') as PeerName
    if (shared !== name && missing[shared] === reason) continue
    byReason.set(reason, [...(byReason.get(reason) ?? []), name])
  }
  return [
    ...[...byReason].map(([reason, names]) => `  ${names.join(', ')}: ${reason}`),
    'To install it:',
    ...remedies(entries.map(([name]) => name)).map((command) => `  ${command}`),
  ]
}

/** One `apt-get install` for all, then the others. */
function remedies(names: readonly PeerName[]): string[] {
  const peers = names.map((name): Peer => PEERS[name])
  const packages = new Set(peers.flatMap(({ apt = [] }) => apt))
  const commands = new Set(peers.flatMap(({ command = [] }) => command))
  return [...(packages.size > 0 ? [`apt-get install ${[...packages].join(' ')}`] : []), ...commands]
}
