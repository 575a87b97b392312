import { SCOPES_HEADER } from '../required-scopes.js'
import { type SnippetOptions, eachHeader, hostAndPort } from './snippet.js'

const EXTENSIONS = 'type.googleapis.com/envoy.extensions.filters'

/** A configuration with one listener: Envoy 1.30 or newer. */
export function envoySnippet({ server, listen, application, scopes }: SnippetOptions): string {
  return `static_resources:
  listeners:
    - address: { socket_address: ${socketAddress(listen)} }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": ${EXTENSIONS}.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: tokenapi
                use_remote_address: true
                # One spelling of each path for routes and for the application.
                normalize_path: true
                merge_slashes: true
                path_with_escaped_slashes_action: REJECT_REQUEST
                common_http_protocol_options:
                  # X_Userid is X-Userid for CGI, WSGI and PHP.
                  headers_with_underscores_action: DROP_HEADER
                upgrade_configs: [{ upgrade_type: websocket }]
                http_filters:
                  - name: envoy.filters.http.ext_authz
                    typed_config:
                      "@type": ${EXTENSIONS}.http.ext_authz.v3.ExtAuthz
                      failure_mode_allow: false
                      status_on_error: { code: ServiceUnavailable }
                      # No header of the client but these, and Authorization, which Envoy always sends.
                      allowed_headers:
                        patterns:
                          - exact: accept
                          - exact: user-agent
                          - exact: x-forwarded-for
                          - exact: x-request-id
                      http_service:
                        server_uri: { uri: http://${server}, cluster: tokenapi, timeout: 5s }
                        path_prefix: /gateway/envoy
                        authorization_request:
                          # Replaces the client's own. Routes with other scopes need a filter of their own.
                          headers_to_add:
                            - { key: ${SCOPES_HEADER}, value: ${JSON.stringify(scopes.join(' '))} }
                        authorization_response:
                          # Replaces the client's own.
                          allowed_upstream_headers:
                            patterns:
${eachHeader((name) => `                              - exact: ${name.toLowerCase()}`)}
                          allowed_client_headers:
                            patterns:
                              - exact: www-authenticate
                              - exact: retry-after
                              - exact: cache-control
                              - exact: content-type
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": ${EXTENSIONS}.http.router.v3.Router
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes:
                        # Logins, and what clients do with their own tokens.
                        - match: { prefix: /token/ }
                          route: { cluster: tokenapi }
                          typed_per_filter_config:
                            envoy.filters.http.ext_authz:
                              "@type": ${EXTENSIONS}.http.ext_authz.v3.ExtAuthzPerRoute
                              disabled: true
                        - match: { prefix: / }
                          route: { cluster: application }
                          request_headers_to_remove: [authorization]
                          response_headers_to_add:
                            - header: { key: cache-control, value: no-store }
                              append_action: ADD_IF_ABSENT
                            - header: { key: vary, value: Authorization }
                              append_action: APPEND_IF_EXISTS_OR_ADD

  clusters:
    - name: application
      type: STRICT_DNS
      load_assignment:
        cluster_name: application
        endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: ${socketAddress(application)} } } }] }]
    - name: tokenapi
      type: STRICT_DNS
      connect_timeout: 2s
      load_assignment:
        cluster_name: tokenapi
        endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: ${socketAddress(server)} } } }] }]
`
}

function socketAddress(address: string): string {
  const { host, port } = hostAndPort(address)
  return `{ address: "${host}", port_value: ${port} }`
}
