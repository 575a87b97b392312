/** Variables of the environment that look like settings: which are reported, where, and that no value is. */
import { afterEach, describe, expect, it } from 'vitest'

import { unknownSettingText, unknownSettings } from '../src/config/unknown-settings.ts'
import { folder, killAll, serve, tokenapi } from './support/command-line.ts'

afterEach(killAll)

const reported = (...names: string[]) =>
  unknownSettings(Object.fromEntries(names.map((name) => [name, 'canary'])))

describe('a name that is almost a setting', () => {
  it.each([
    ['ACCESS_TOKEN', 'ACCESS_TOKENS'],
    ['TOKEN_PREFX', 'TOKEN_PREFIX'],
    ['MAX_STALE_SECOND', 'MAX_STALE_SECONDS'],
    ['MAX_STALE', 'MAX_STALE_SECONDS'],
    ['ACCESS_TOKEN_LIFETIME', 'ACCESS_TOKEN_LIFETIME_DAYS'],
    ['ACCESS_TOKEN_PER_USER', 'ACCESS_TOKENS_PER_USER'],
    ['SECRETKEY', 'SECRET_KEY'],
    ['SECRET_KEY_FALLBACK', 'SECRET_KEY_FALLBACKS'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['access_tokens', 'ACCESS_TOKENS'],
    ['TIMEZONE', 'TIME_ZONE'],
    ['CREDENTIAL', 'CREDENTIALS'],
    ['USER_TABLE', 'USERS_TABLE'],
    ['TRUST_PROXIES', 'TRUST_PROXY'],
  ])('%s: %s', (name, nearest) => {
    expect(reported(name)).toEqual([{ name, nearest }])
  })
})

it.each(['LOGIN_THROTTLE_MAX_ATTEMPTS_BEFORE_STOP', 'USERS_DEPARTMENT_COLUMN'])(
  '%s begins like settings: it is reported, with the page of the settings',
  (name) => {
    const [unknown] = reported(name)
    expect(unknown).toEqual({ name, nearest: undefined })
    expect(unknown && unknownSettingText(unknown)).toMatch(/The settings are in docs\/options\.md$/)
  },
)

it('the environment of a shell, a container, a pod, a service and a build is not reported', () => {
  const names = `PATH HOME USER SHELL TERM LANG LC_ALL TZ PWD OLDPWD SHLVL LOGNAME HOSTNAME HOSTTYPE MAIL EDITOR PAGER
    TMPDIR TEMP TMP DISPLAY XDG_RUNTIME_DIR XDG_SESSION_ID SSH_AUTH_SOCK SSH_CONNECTION COLORTERM LS_COLORS _
    NODE_PATH NODE_OPTIONS NODE_VERSION NODE_EXTRA_CA_CERTS NODE_NO_WARNINGS YARN_VERSION npm_config_cache
    npm_package_name npm_lifecycle_event npm_execpath INIT_CWD HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy no_proxy
    KUBERNETES_SERVICE_HOST KUBERNETES_PORT_443_TCP_ADDR TOKENAPI_PORT TOKENAPI_SERVICE_HOST REDIS_URL
    INVOCATION_ID JOURNAL_STREAM SYSTEMD_EXEC_PID NOTIFY_SOCKET CREDENTIALS_DIRECTORY MEMORY_PRESSURE_WATCH
    CI GITHUB_TOKEN GITHUB_ACTIONS GITHUB_REF RUNNER_OS AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION
    PGHOST PGUSER PGPASSWORD PGDATABASE POSTGRES_PASSWORD POSTGRES_USER MYSQL_ROOT_PASSWORD UV_THREADPOOL_SIZE
    OTEL_EXPORTER_OTLP_ENDPOINT SENTRY_DSN DYNO WEB_CONCURRENCY VERCEL_ENV FLY_APP_NAME DEBUG FORCE_COLOR NO_COLOR`
  expect(reported(...names.split(/\s+/)).map(({ name }) => name)).toEqual([])
})

describe('where it is reported', () => {
  const env = {
    TOKEN_PREFX: 'canary-value',
    SECRET_KEY: 'a secret key of these tests, long enough',
  }
  const TEXT = 'TOKEN_PREFX is no setting, and has no effect. Did you mean TOKEN_PREFIX?'

  it('a server: a warning in its log', async () => {
    const server = await serve(folder(), env)
    expect(server.output()).toContain(`"level":40`)
    expect(server.output()).toContain(`"msg":"${TEXT}"`)
    expect(server.output()).not.toContain('canary-value')
  })
  it('a command: on standard error; doctor: a finding', () => {
    const cwd = folder()
    const migrated = tokenapi(cwd, ['migrate'], { env })
    expect([migrated.status, migrated.stderr]).toEqual([0, `tokenapi: ${TEXT}\n`])
    const doctor = tokenapi(cwd, ['doctor'], { env })
    expect(doctor.stdout).toContain(TEXT)
    expect(doctor.stdout + doctor.stderr).not.toContain('canary-value')
    expect(doctor.stderr).toBe('')
  })
})
