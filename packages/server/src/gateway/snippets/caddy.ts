import { IDENTITY_HEADERS } from '../identity-headers.js'
import { type SnippetOptions, UNAVAILABLE, hostAndPort, scopesQuery } from './snippet.js'

/** A site for the Caddyfile: Caddy 2.6 or newer. */
export function caddySnippet({ server, listen, application, scopes }: SnippetOptions): string {
  const { host, port } = hostAndPort(listen)
  return `http://:${port} {
	bind ${host}

	# Logins, and what clients do with their own tokens. No other path of the token server is open.
	handle /token/* {
		request_header -X-Forwarded-*
		reverse_proxy ${server}
	}

	handle {
		# In this order. Outside of a route, Caddy deletes headers after it has set them.
		route {
			# WebSocket and no other protocol: a connection of another one, such as h2c, would carry unchecked requests.
			@other not expression \`{http.request.header.Upgrade}.matches("(?i)^websocket$")\`
			request_header @other -Upgrade
			# A client could name identity headers in it, which are then not passed on.
			request_header @other -Connection
			@websocket expression \`{http.request.header.Upgrade}.matches("(?i)^websocket$")\`
			request_header @websocket Connection Upgrade
			# In every spelling: X-Userid, X_Userid, X.Userid.
${IDENTITY_HEADERS.map((name) => `			request_header -*${name.slice('X-'.length)}`).join('\n')}
			vars tokenapi asking
			forward_auth ${server} {
				# The "?" keeps the query string of the client away from the gateway.
				uri /gateway/caddy${scopesQuery(scopes) || '?'}
				header_up -Upgrade
				header_up -Connection
				copy_headers ${IDENTITY_HEADERS.join(' ')}
				transport http {
					dial_timeout 2s
					response_header_timeout 5s
				}
			}
			vars tokenapi passed
			# No cache keeps what one user got, unless the application sends a Cache-Control of its own.
			header {
				?Cache-Control no-store
				+Vary Authorization
			}
			reverse_proxy ${application} {
				header_up -Authorization
			}
		}
	}

	# No answer of the token server. The application's own failures stay as they are.
	handle_errors {
		@asking vars tokenapi asking
		header @asking {
			Content-Type application/json
			Cache-Control no-store
			Retry-After 5
		}
		respond @asking \`${UNAVAILABLE}\` 503
		respond "{http.error.status_code} {http.error.status_text}" {http.error.status_code}
	}
}
`
}
