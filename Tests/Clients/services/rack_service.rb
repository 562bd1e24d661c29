# A rack service under WEBrick that judges by ruby-jwt, and prints its port.
require "jwt"
require "rack"
require "rack/handler/webrick"

leeway, key = ARGV[0].to_i, ARGV[1]
service = lambda do |environment|
  token = environment["HTTP_AUTHORIZATION"].to_s.delete_prefix("Bearer ")
  begin
    JWT.decode(token, key, true, algorithm: "HS256", leeway: leeway)
    [200, {}, []]
  rescue JWT::DecodeError
    [401, {}, []]
  end
end
Rack::Handler::WEBrick.run(
  service, Host: "127.0.0.1", Port: 0, AccessLog: [], Logger: WEBrick::Log.new(nil, 0)
) do |server|
  puts server.listeners[0].addr[1]
  $stdout.flush
end
