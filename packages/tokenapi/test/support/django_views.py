"""The original's views for a project of today's Django: what they read, decide and answer, written anew.

They are held to the recordings in conformance/ by test/conformance/beside-django.test.ts.
"""
import base64
import io
import json
import logging
from urllib.parse import unquote_to_bytes

import __main__ as peer
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt


def answer(data, status=200):
    if 'errors' not in data:
        data['success'] = True
    return HttpResponse(json.dumps(data), content_type='application/json', status=status)


def refuse(sentence, status):
    return answer({'success': False, 'errors': sentence}, status)


class TokenBackend(ModelBackend):
    def authenticate(self, request=None, pk=None, token=None):
        users = get_user_model().objects
        try:
            user = users.get(pk=pk)
        except users.model.DoesNotExist:
            return None
        fits = user.is_active and peer.is_valid(
            user.pk, user.password, token, None, peer.GIVEN['tokenTimeoutDays'])
        return user if fits else None


@csrf_exempt
def new_token(request):
    if request.method != 'POST':
        return refuse('Must access via a POST request.', 405)
    username, password = (request.POST.get(name) for name in ('username', 'password'))
    if not (username and password):
        return refuse("Must include 'username' and 'password' as POST parameters.", 401)
    user = authenticate(username=username, password=password)
    if user is None:
        return refuse('Unable to log you in, please try again.', 401)
    return answer({'token': peer.token_of(user.pk, user.password, peer.day()), 'user': user.pk})


def verify_token(request, token, user):
    if authenticate(pk=user, token=token) is None:
        return refuse('Token did not match user.', 401)
    return answer({})


@csrf_exempt
def whoami(request):
    user, token = (request.POST.get(name, request.GET.get(name)) for name in ('user', 'token'))
    header = request.META.get('HTTP_AUTHORIZATION')
    if header and not (user and token):
        scheme, rest = header.split(' ', 1)
        if scheme.lower() == 'basic':
            user, token = base64.b64decode(rest.strip()).decode().split(':', 1)
    if not (user and token):
        return refuse("Must include 'user' and 'token' parameters with request.", 401)
    found = authenticate(pk=user, token=token)
    if found is None:
        return refuse('Incorrect user and token pair.', 403)
    return answer({'method': request.method, 'pk': found.pk, 'username': found.username})


urlpatterns = [
    re_path(r'^token/new.json$', new_token),
    re_path(r'^token/(?P<token>.{24})/(?P<user>\d+).json$', verify_token),
    re_path(r'^whoami.json$', whoami),
]
# A refused request is no news here.
logging.disable(logging.CRITICAL)
HANDLER = WSGIHandler()


def send(item):
    """One request through all of Django, in the words of WSGI."""
    path, _, query = item['path'].partition('?')
    body = base64.b64decode(item.get('bodyBase64') or '')
    environ = {
        'REQUEST_METHOD': item['method'], 'SCRIPT_NAME': '',
        'PATH_INFO': unquote_to_bytes(path).decode('latin-1'), 'QUERY_STRING': query,
        'SERVER_NAME': 'localhost', 'SERVER_PORT': '80', 'SERVER_PROTOCOL': 'HTTP/1.1',
        'CONTENT_LENGTH': str(len(body)), 'wsgi.input': io.BytesIO(body),
        'wsgi.errors': io.StringIO(), 'wsgi.url_scheme': 'http', 'wsgi.version': (1, 0),
    }
    for name, value in item['headers'].items():
        key = name.upper().replace('-', '_')
        environ[key if key == 'CONTENT_TYPE' else 'HTTP_' + key] = value
    head = {}
    parts = HANDLER(environ, lambda status, fields: head.update(status=status, fields=fields))
    content = b''.join(parts)
    parts.close()
    return {
        'status': int(head['status'][:3]), 'headers': dict(head['fields']),
        'bodyBase64': base64.b64encode(content).decode()}
