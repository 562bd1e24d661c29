-- Judges tokens inside nginx, as lua-resty-jwt and its like do: HMAC by luaossl, times by a clock of nginx's own.
local cjson = require "cjson.safe"
local hmac = require "openssl.hmac"

local KEY = os.getenv "VERIFIER_KEY"

local function decoded(part)
  local text = part:gsub("-", "+"):gsub("_", "/")
  return ngx.decode_base64(text .. ("="):rep(-#text % 4))
end

-- A claim may be missing; what is there has to be a number.
local function is_bad(claim, is_late)
  return claim ~= nil and (type(claim) ~= "number" or is_late(claim))
end

local function is_good(token, now, leeway)
  local input, head, payload, signature = token:match "^(([%w_-]+)%.([%w_-]+))%.([%w_-]+)$"
  if not input or hmac.new(KEY, "sha256"):final(input) ~= decoded(signature) then return false end
  head, payload = cjson.decode(decoded(head)), cjson.decode(decoded(payload))
  if type(head) ~= "table" or head.alg ~= "HS256" or type(payload) ~= "table" then return false end
  return not is_bad(payload.nbf, function(nbf) return nbf > now + leeway end)
    and not is_bad(payload.exp, function(exp) return exp <= now - leeway end)
end

local verifier = {}

-- now: the time that counts, in seconds since 1970.
function verifier.access(now, leeway)
  local token = (ngx.var.http_authorization or ""):match "^Bearer (.+)$"
  if not token or not is_good(token, now, leeway) then return ngx.exit(ngx.HTTP_UNAUTHORIZED) end
end

return verifier
