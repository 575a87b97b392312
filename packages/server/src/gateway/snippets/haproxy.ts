import { IDENTITY_HEADERS } from '../identity-headers.js'
import {
  type SnippetOptions,
  TOO_LARGE,
  UNAVAILABLE,
  UNREADABLE,
  eachHeader,
  scopesParameter,
} from './snippet.js'

const JSON_TYPE = 'content-type application/json hdr Cache-Control no-store'
const NAMES = IDENTITY_HEADERS.map((name) => name.slice('X-'.length).toLowerCase())

/** What HAProxy 2.6 or newer needs in its configuration, beside the file of `haproxyLua`. */
export function haproxySnippet({ server, listen, application, scopes }: SnippetOptions): string {
  const ask =
    scopes.length === 0 ? 'lua.tokenapi' : `lua.tokenapi_scopes ${scopesParameter(scopes)}`
  return `global
  # Printed by: tokenapi gateway print haproxy --lua
  lua-load /etc/haproxy/tokenapi.lua

frontend tokenapi_in
  mode http
  bind ${listen}
  timeout client 30s
  # Logins, and what clients do with their own tokens. No other path of the token server is open.
  use_backend tokenapi if { path_beg /token/ }
  default_backend application

# The checks are in the backend: whatever leads to it, and however the path is spelled, is checked.
backend application
  mode http
  timeout connect 2s
  timeout server 30s
  timeout tunnel 1h
  # In every spelling: X-Userid, X_Userid, X.Userid.
  http-request del-header ^x.(${NAMES.join('|')})$ -m reg
  # WebSocket and no other protocol: a connection of another one, such as h2c, would carry unchecked requests.
  http-request set-header Upgrade websocket if { req.hdr(upgrade) -i websocket }
  http-request del-header Upgrade unless { req.hdr(upgrade) -i websocket }
  # A client could name identity headers in it, which are then not passed on.
  http-request set-header Connection Upgrade if { req.hdr(upgrade) -i websocket }
  http-request del-header Connection unless { req.hdr(upgrade) -i websocket }
  # With scopes: http-request lua.tokenapi_scopes reports:read+reports:write
  http-request ${ask}
  http-request return status 401 ${JSON_TYPE} hdr WWW-Authenticate %[var(txn.tokenapi_challenge)] lf-string '%[var(txn.tokenapi_body)]' if { var(txn.tokenapi_status) -m int 401 }
  http-request return status 403 ${JSON_TYPE} lf-string '%[var(txn.tokenapi_body)]' if { var(txn.tokenapi_status) -m int 403 }
  # For header fields of the client that the token server cannot read.
  http-request return status 400 ${JSON_TYPE} string '${UNREADABLE}' if { var(txn.tokenapi_status) -m int 400 }
  http-request return status 431 ${JSON_TYPE} string '${TOO_LARGE}' if { var(txn.tokenapi_status) -m int 431 }
  http-request return status 503 ${JSON_TYPE} hdr Retry-After 5 string '${UNAVAILABLE}' unless { var(txn.tokenapi_status) -m int 200 }
${eachHeader((name) => `  http-request set-header ${name} %[var(txn.${name.toLowerCase().replace('x-', 'tokenapi_')})]`)}
  http-request del-header Authorization
  http-request set-header X-Forwarded-For %[src]
  # No cache keeps what one user got, unless the application sends a Cache-Control of its own.
  http-response set-header Cache-Control no-store unless { res.hdr(cache-control) -m found }
  http-response add-header Vary Authorization
  server application ${application}

backend tokenapi
  mode http
  timeout connect 2s
  timeout server 15s
  http-request set-header X-Forwarded-For %[src]
  server tokenapi ${server}
`
}

/** The Lua file that the configuration loads. */
export function haproxyLua({ server }: Pick<SnippetOptions, 'server'>): string {
  return `-- HAProxy 2.6 or newer asks the token server about each request. Sets txn.tokenapi_status: 200, 400, 401, 403, 431 or 503.
local URL = "http://${server}/gateway/haproxy"
local PASSED = { "authorization", "accept", "user-agent", "x-request-id" }
-- Milliseconds of one try. HAProxy makes four.
local TIMEOUT = 1000

local function ask(txn, scopes)
  local from, headers = txn.http:req_get_headers(), { host = { "${server}" } }
  for _, name in ipairs(PASSED) do
    local values = {}
    for _, value in pairs(from[name] or {}) do table.insert(values, value) end
    if #values > 0 then headers[name] = { table.concat(values, ", ") } end
  end
  headers["x-original-uri"] = { txn.sf:pathq() }
  headers["x-original-method"] = { txn.sf:method() }
  headers["x-forwarded-for"] = { txn.sf:src() }

  local url = scopes == nil and URL or URL .. "?scopes=" .. scopes
  local ok, answer = pcall(function()
    return core.httpclient():get{ url = url, headers = headers, timeout = TIMEOUT }
  end)
  local status = ok and answer and tonumber(answer.status) or 0
  local fields = status > 0 and answer.headers or {}
  local function field(name) return fields[name] and fields[name][0] or "-" end

  if status == 200 then
${eachHeader((name) => `    txn:set_var("txn.${name.toLowerCase().replace('x-', 'tokenapi_')}", field("${name.toLowerCase()}"))`)}
  elseif status == 401 or status == 403 then
    txn:set_var("txn.tokenapi_challenge", field("www-authenticate"))
    txn:set_var("txn.tokenapi_body", answer.body or "")
  elseif status ~= 400 and status ~= 431 then
    status = 503
  end
  txn:set_var("txn.tokenapi_status", status)
end

core.register_action("tokenapi", { "http-req" }, function(txn) ask(txn) end)
core.register_action("tokenapi_scopes", { "http-req" }, function(txn, scopes) ask(txn, scopes) end, 1)
`
}
