import {
  type SnippetOptions,
  TOO_LARGE,
  UNAVAILABLE,
  UNREADABLE,
  eachHeader,
  scopesParameter,
  underscored,
} from './snippet.js'

/** A file for `/etc/nginx/conf.d/`: nginx 1.15.3 or newer with `auth_request`. */
export function nginxSnippet({ server, listen, application, scopes }: SnippetOptions): string {
  return `upstream tokenapi_server {
  server ${server};
  # For 60 seconds, nginx's default: less than the 65 of the token server, so that no connection is used while it is closed.
  keepalive 16;
}

# WebSocket and no other protocol: a connection of another one, such as h2c, would carry unchecked requests.
map $http_upgrade $tokenapi_upgrade {
  default '';
  ~*^websocket$ websocket;
}
map $tokenapi_upgrade $tokenapi_connection {
  default '';
  websocket upgrade;
}

# No cache keeps what one user got, unless the application sends a Cache-Control of its own.
map $upstream_http_cache_control $tokenapi_cache_control {
  default '';
  '' no-store;
}

# Header fields of the client that the token server cannot read are no outage.
map $tokenapi_status $tokenapi_retry_after {
  default 5;
  400 '';
  431 '';
}

server {
  listen ${listen};
  server_tokens off;
  client_max_body_size 100m;

  # Here, and not in a location: each location asks, whatever the spelling of the path.
  # A location that needs scopes has an auth_request of its own: auth_request /_tokenapi/reports:read+reports:write;
  auth_request /_tokenapi/${scopesParameter(scopes)};
  auth_request_set $tokenapi_status $upstream_status;
${eachHeader((name) => `  auth_request_set $tokenapi_${variable(name)} $upstream_http_${underscored(name).toLowerCase()};`)}
  error_page 500 = @tokenapi_failed;
  add_header Cache-Control $tokenapi_cache_control always;
  add_header Vary Authorization always;

  # A location with a proxy_set_header of its own inherits none of these: repeat all of them there.
  proxy_http_version 1.1;
  proxy_set_header Host $host;
  proxy_set_header Upgrade $tokenapi_upgrade;
  proxy_set_header Connection $tokenapi_connection;
  proxy_set_header X-Request-Id $request_id;
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header Authorization "";
${eachHeader((name) => `  proxy_set_header ${name} $tokenapi_${variable(name)};`)}
${eachHeader((name) => `  proxy_set_header ${underscored(name)} "";`)}

  location / {
    proxy_pass http://${application};
  }

  # Logins, and what clients do with their own tokens. No other path of the token server is open.
  location /token/ {
    auth_request off;
    client_max_body_size 128k;
    proxy_set_header Host $host;
    proxy_set_header Connection "";
    proxy_set_header X-Request-Id $request_id;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_read_timeout 15s;
    proxy_pass http://tokenapi_server;
  }

  location ~ ^/_tokenapi/(?<tokenapi_required>[^/]*)$ {
    internal;
    auth_request off;
    proxy_pass http://tokenapi_server/gateway/nginx?scopes=$tokenapi_required;
    proxy_pass_request_body off;
    # No header of the client but these.
    proxy_pass_request_headers off;
    # A request of HTTP/1.0 may have none.
    proxy_set_header Host tokenapi;
    proxy_set_header Connection "";
    proxy_set_header Authorization $http_authorization;
    proxy_set_header User-Agent $http_user_agent;
    proxy_set_header X-Request-Id $request_id;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Original-Method $request_method;
    proxy_set_header X-Original-URI $request_uri;
    proxy_connect_timeout 2s;
    proxy_read_timeout 5s;
    proxy_buffer_size 16k;
    proxy_buffers 4 16k;
  }

  # nginx makes a 500 of every answer but 2xx, 401 and 403, and of no answer.
  location @tokenapi_failed {
    auth_request off;
    default_type application/json;
    add_header Cache-Control no-store always;
    add_header Retry-After $tokenapi_retry_after always;
    if ($tokenapi_status = 400) {
      return 400 '${UNREADABLE}';
    }
    if ($tokenapi_status = 431) {
      return 431 '${TOO_LARGE}';
    }
    return 503 '${UNAVAILABLE}';
  }
}
`
}

/** `userid` of `X-Userid`. */
function variable(name: string): string {
  return name.slice('X-'.length).toLowerCase()
}
