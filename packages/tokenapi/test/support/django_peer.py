"""A real Django project that answers commands: one line of JSON in, one line of JSON out.

The first line holds the settings; each later one is [command, items], answered by {"ok": [...]} with
one result an item, or {"error": ...}. An item that Django fails on is answered {"raises": ...}.
"""
import datetime
import json
import sys
from importlib import import_module

ANSWERS, sys.stdout = sys.stdout, sys.stderr  # Whatever Django prints must not look like an answer.
GIVEN = json.loads(sys.stdin.readline())

from django.conf import settings
from django.contrib.auth import hashers as real

# Django's hashers by algorithm, and what makes each cheap; its formats and rules stay.
KNOWN = {
    'pbkdf2_sha256': ('PBKDF2', {'iterations': 1000}),
    'pbkdf2_sha1': ('PBKDF2SHA1', {'iterations': 1000}),
    'argon2': ('Argon2', {'time_cost': 1, 'memory_cost': 64, 'parallelism': 1}),
    'bcrypt_sha256': ('BCryptSHA256', {'rounds': 4}),
    'bcrypt': ('BCrypt', {'rounds': 4}),
    'scrypt': ('Scrypt', {'work_factor': 16}),
    'sha1': ('SHA1', {}),
    'md5': ('MD5', {}),
    'unsalted_sha1': ('UnsaltedSHA1', {}),
    'unsalted_md5': ('UnsaltedMD5', {}),
    'crypt': ('Crypt', {}),
}
# Those that this version has: 3.2 has no scrypt, 5.1 and later have none of the weakest.
HASHERS = {
    algorithm: (getattr(real, name + 'PasswordHasher'), cheap)
    for algorithm, (name, cheap) in KNOWN.items() if hasattr(real, name + 'PasswordHasher')}

settings.configure(
    SECRET_KEY=GIVEN['secretKey'], USE_TZ=True, TIME_ZONE=GIVEN['timeZone'],
    DATABASES={'default': GIVEN['database']}, DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    TOKEN_TIMEOUT_DAYS=GIVEN['tokenTimeoutDays'], ROOT_URLCONF='django_views', ALLOWED_HOSTS=['*'],
    LOGGING_CONFIG=None, AUTHENTICATION_BACKENDS=[
        'django.contrib.auth.backends.ModelBackend', 'django_views.TokenBackend'],
    PASSWORD_HASHERS=['__main__.hashers.' + name for name in GIVEN['hashers'] if name in HASHERS],
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth'])
import django

django.setup()
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

# Read by Django through its path in PASSWORD_HASHERS, as a module would be.
hashers = sys.modules['__main__.hashers'] = type(sys)('hashers')
for algorithm, (base, cheap) in HASHERS.items():
    setattr(hashers, algorithm, type(base.__name__, (base,), cheap if GIVEN['cheap'] else {}))

if not GIVEN['rehash']:
    # Without the setter Django stores nothing at login, whatever the hasher thinks of the hash.
    User.check_password = lambda user, password: real.check_password(password, user.password)


def day(today=None):
    """Days since the first of 2001, where the project is."""
    today = today or GIVEN['today']
    date = datetime.date.fromisoformat(today) if today else timezone.localdate()
    return (date - datetime.date(2001, 1, 1)).days


def token_of(pk, password, days):
    text = str(pk) + password + str(days)
    digest = salted_hmac('tokenapi.tokens.PasswordResetTokenGenerator', text).hexdigest()
    return int_to_base36(days) + '-' + digest[::2]


def is_valid(pk, password, token, today, timeout):
    try:
        days_text, _ = token.split('-')
        days = base36_to_int(days_text)
    except ValueError:
        return False
    return constant_time_compare(token_of(pk, password, days), token) and day(today) - days <= timeout


def with_settings(item, answer):
    """For recorded rows, which differ in their settings."""
    kept = settings.SECRET_KEY
    settings.SECRET_KEY = item['secretKey']
    try:
        return answer()
    finally:
        settings.SECRET_KEY = kept


def make_recorded(item):
    return with_settings(item, lambda: token_of(item['pk'], item['password'], day(item['date'])))


def check_recorded(item):
    return with_settings(item, lambda: is_valid(
        item['pk'], item['password'], item['token'], item['today'], item['timeoutDays']))


def stored_password(item):
    if 'encoded' in item:
        return item['encoded']
    return real.make_password(item.get('password'), hasher=item.get('hasher', 'default'))


def create(item):
    """A password of null is Django's unusable one; `encoded` is stored as it stands."""
    user = User(pk=item.get('id'), username=item['username'], is_active=item.get('active', True))
    user.password = stored_password(item)
    user.save(force_insert=True)
    return user.pk


def login(item):
    user = authenticate(None, username=item['username'], password=item['password'])
    return user and {'id': user.pk, 'token': token_of(user.pk, user.password, day())}


def make(pk):
    user = User.objects.filter(pk=pk).first()
    return user and token_of(user.pk, user.password, day())


def check(item):
    """The token alone, as the generator sees it: nothing of the user being active."""
    user = User.objects.filter(pk=item['id']).first()
    return user is not None and is_valid(
        user.pk, user.password, item['token'], None, GIVEN['tokenTimeoutDays'])


def set_password(item):
    return User.objects.filter(pk=item['id']).update(password=stored_password(item)) == 1


def deactivate(pk):
    return User.objects.filter(pk=pk).update(is_active=False) == 1


def delete(pk):
    return User.objects.filter(pk=pk).delete()[0] >= 1


def rows(pk):
    """A row as Django reads it; null where there is none."""
    user = User.objects.filter(pk=pk).first()
    return user and {
        'id': user.pk, 'username': user.username, 'password': user.password,
        'is_active': user.is_active,
        'last_login': user.last_login and user.last_login.isoformat()}


def features():
    """The version, the algorithms that make a hash, and what does not work."""
    call_command('migrate', verbosity=0, interactive=False)
    problems = {}

    def works(name, action):
        try:
            action()
        except Exception as error:
            problems[name] = str(error)
        return name not in problems

    algorithms = [
        name for name in HASHERS if works(name, lambda: real.make_password('x', hasher=name))]
    for backend in ['postgresql', 'mysql']:
        works(backend, lambda: import_module(f'django.db.backends.{backend}.base'))
    return {'version': django.get_version(), 'algorithms': algorithms, 'problems': problems}


def request(item):
    """A request to the original's views: method, path, headers, bodyBase64."""
    import django_views
    return django_views.send(item)


def settle(command, item):
    try:
        return command(item)
    except Exception as error:
        return {'raises': type(error).__name__, 'message': str(error)}


def answer(name, items):
    if name == 'features':
        return features()
    if name == 'migrate':
        return call_command('migrate', verbosity=0, interactive=False)
    if name == 'ids':
        return list(User.objects.order_by('pk').values_list('pk', flat=True))
    if name == 'create':
        # All or none, and one commit for all.
        with transaction.atomic():
            return [create(item) for item in items]
    commands = [
        make_recorded, check_recorded, login, make, check, set_password, deactivate, delete, rows,
        request]
    command = {one.__name__: one for one in commands}[name]
    return [settle(command, item) for item in items]


for line in sys.stdin:
    try:
        reply = {'ok': answer(*json.loads(line))}
    except Exception as error:
        connection.close()  # The next command begins with a connection that has seen nothing.
        reply = {'error': f'{type(error).__name__}: {error}'}
    ANSWERS.write(json.dumps(reply) + '\n')
    ANSWERS.flush()
