import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { type StoredUser, createTokenApi } from '../../src/index.ts'
import { checkPassword, makePassword } from '../../src/password/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { DJANGOS, DJANGO_SETTINGS, runDjango, theDjango } from '../support/django.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'

const SALTY = 'pässwörd-☃ $%\t'

describeEachPeer(DJANGOS)('beside %s', (version) => {
  const django = (script: string, data: unknown): unknown =>
    runDjango(version, `${DJANGO_SETTINGS}${script}`, data)
  const file = (): string => join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')

  it('hashes that Django makes, of every hasher, fit here', async () => {
    const made = django(
      `
from django.contrib.auth.hashers import make_password, get_hashers
print(json.dumps({h.algorithm: make_password(p, hasher=h.algorithm) for h in get_hashers() for p in [data['password']]}))`,
      { password: SALTY },
    ) as Record<string, string>
    expect(Object.keys(made).toSorted()).toEqual(theDjango(version).algorithms.toSorted())
    for (const [algorithm, encoded] of Object.entries(made)) {
      expect(await checkPassword(SALTY, encoded), algorithm).toBe(true)
      expect(await checkPassword(`x${SALTY}`, encoded), algorithm).toBe(false)
    }
  })

  it('hashes made here fit in Django', async () => {
    const encoded = [
      await makePassword(SALTY),
      await makePassword(SALTY, { algorithm: 'argon2' }),
      await makePassword(null),
    ]
    const script = `
from django.contrib.auth.hashers import check_password
print(json.dumps([check_password(data['password'], e) for e in data['encoded']]))`
    expect(django(script, { password: SALTY, encoded })).toEqual([true, true, false])
    const scrypt = await makePassword(SALTY, { algorithm: 'scrypt' })
    if (theDjango(version).algorithms.includes('scrypt')) {
      expect(django(script, { password: SALTY, encoded: [scrypt] })).toEqual([true])
    }
    const [, N, salt, r, p, hash] = scrypt.split('$')
    // Django 3.2 has no scrypt hasher; its library has the function.
    const derived = runDjango(
      version,
      `
import hashlib, base64
d = data
print(json.dumps(base64.b64encode(hashlib.scrypt(d['password'].encode(), salt=d['salt'].encode(), n=d['N'], r=d['r'], p=d['p'], maxmem=2**26)).decode()))`,
      { password: SALTY, salt, N: Number(N), r: Number(r), p: Number(p) },
    )
    expect(derived).toBe(hash)
  })

  it('an argon2 hash made here is not rewritten by Django, where its argon2-cffi makes 32 bytes', async () => {
    const script = `
import argon2
from django.contrib.auth.hashers import check_password, get_hasher
settings.PASSWORD_HASHERS.insert(0, 'django.contrib.auth.hashers.Argon2PasswordHasher')
hashers.get_hashers.cache_clear()
rewritten = []
fits = check_password(data['password'], data['encoded'], setter=rewritten.append)
print(json.dumps([fits, len(rewritten) > 0, argon2.DEFAULT_HASH_LENGTH]))`
    const encoded = await makePassword(SALTY, { algorithm: 'argon2' })
    const [fits, isRewritten, bytes] = django(script, { password: SALTY, encoded }) as unknown[]
    expect(fits).toBe(true)
    // argon2-cffi before 21.2, as Debian has it, makes 16 and rewrites any other.
    expect([16, 32]).toContain(bytes)
    expect(isRewritten).toBe(bytes !== 32)
  })

  it('a database that migrate made is one that Django uses, both ways', async () => {
    const database = file()
    const store = sqliteStore(database, { create: true })
    await sqlAdmin(store).migrate()
    await sqlAdmin(store).users.add({ username: 'from-here', password: await makePassword(SALTY) })
    const seen = django(
      `
from django.contrib.auth import authenticate, get_user_model
User = get_user_model()
u = authenticate(username='from-here', password=data['password'])
assert u is not None and u.is_active and u.date_joined.year > 2000 and not u.is_staff
n = User.objects.create_user('from-django', password=data['password'])
print(json.dumps([u.pk, n.pk]))`,
      { database, password: SALTY },
    )
    expect(seen).toEqual([1, 2])
    const api = createTokenApi({ secretKey: 'a secret of these tests, long enough', store })
    const { user, token } = await api.login('from-django', SALTY)
    expect(user.id).toBe(2)
    const stored = (await store.findById(2)) as StoredUser
    expect(api.checkToken(stored, token)).toBe(true)

    const request = new Request(`http://x/?user=2&token=${token}`)
    await expect(api.authenticate(request)).resolves.toMatchObject({
      user: { username: 'from-django' },
    })
    django(
      `
from django.contrib.auth import get_user_model
u = get_user_model().objects.get(pk=2); u.set_password('another'); u.save(); print('null')`,
      { database },
    )
    await expect(api.authenticate(request)).rejects.toMatchObject({ code: 'invalid_token' })
    await store.close()
  })

  it('a database that Django made is opened as it is', async () => {
    const database = file()
    django(
      `
from django.core.management import call_command
call_command('migrate', verbosity=0)
from django.contrib.auth import get_user_model
get_user_model().objects.create_user('maria', password='right'); print('null')`,
      { database },
    )
    const store = sqliteStore(database)
    expect((await sqlAdmin(store).migrate()).join('\n')).not.toContain('auth_user')
    const api = createTokenApi({ secretKey: 'a secret of these tests, long enough', store })
    expect((await api.login('maria', 'right')).user.id).toBe(1)
    await sqlAdmin(store).users.add({ username: 'zoé', password: await makePassword('x') })
    const names = django(
      `
from django.contrib.auth import get_user_model
print(json.dumps([u.username for u in get_user_model().objects.order_by('pk')]))`,
      { database },
    )
    expect(names).toEqual(['maria', 'zoé'])
    await store.close()
  })
})
