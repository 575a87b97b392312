/** Peers on Django, under gunicorn. */
import { type Row, SQL_DATABASES } from '../row.ts'

const GUNICORN = ['{python}', '-m', 'gunicorn', '-w', '1', '-b', '127.0.0.1:{port}']
const WORKER = ['-k', 'gthread', '--threads', '4', '--keep-alive', '75', '--log-level', 'error']

const APPS = [
  { app: 'drf-token', name: 'Django REST framework, TokenAuthentication', requests: 'drf-key' },
  { app: 'drf-simplejwt', name: 'Django REST framework, simplejwt', requests: 'simplejwt' },
  { app: 'django-tokenapi', name: 'django-tokenapi', requests: 'classic' },
] as const

export const pythonPeers: readonly Row[] = SQL_DATABASES.flatMap((database) =>
  APPS.map(({ app, name, requests }): Row => ({
    id: `${app}-${database}`,
    name: `${name}, gunicorn`,
    group: 'peer',
    framework: 'Django',
    database,
    revocation: 'next request',
    folder: 'django',
    command: [...GUNICORN, ...WORKER, 'app:application'],
    env: { APP: app, PYTHONDONTWRITEBYTECODE: '1' },
    requests,
    logins: app === 'django-tokenapi' ? 'tokenapi' : 'by-name',
  })),
)
