"""One Django project for three ways to authenticate; APP names which. Persistent connections, one middleware."""
import os
from datetime import timedelta
from urllib.parse import urlsplit

APP = os.environ['APP']
SECRET_KEY = os.environ['SECRET']
DEBUG = False
ALLOWED_HOSTS = ['127.0.0.1']
USE_TZ = True
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
ROOT_URLCONF = 'urls_' + APP.replace('-', '_')
MIDDLEWARE = ['django.middleware.common.CommonMiddleware']
INSTALLED_APPS = ['django.contrib.auth', 'django.contrib.contenttypes'] + {
    'django-tokenapi': ['tokenapi'],
    'drf-token': ['rest_framework', 'rest_framework.authtoken'],
    'drf-simplejwt': ['rest_framework'],
}[APP]
AUTHENTICATION_BACKENDS = ['django.contrib.auth.backends.ModelBackend']
if APP == 'django-tokenapi':
    AUTHENTICATION_BACKENDS.append('tokenapi.backends.TokenBackend')
REST_FRAMEWORK = {
    'DEFAULT_AUTHENTICATION_CLASSES': {
        'drf-token': ['rest_framework.authentication.TokenAuthentication'],
        'drf-simplejwt': ['rest_framework_simplejwt.authentication.JWTAuthentication'],
    }.get(APP, []),
    'DEFAULT_RENDERER_CLASSES': ['rest_framework.renderers.JSONRenderer'],
    'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated'],
}
SIMPLE_JWT = {'ACCESS_TOKEN_LIFETIME': timedelta(days=7)}

database = os.environ['DATABASE']
if database.startswith('sqlite:'):
    default = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': database[len('sqlite:'):]}
else:
    url = urlsplit(database)
    default = {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': url.path[1:],
        'USER': url.username,
        'HOST': url.hostname,
        'PORT': url.port,
    }
DATABASES = {'default': {**default, 'CONN_MAX_AGE': None}}
