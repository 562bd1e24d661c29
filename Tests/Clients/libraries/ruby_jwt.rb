require "json"
require "jwt"

# What the library reads as now, in milliseconds.
class Time
  class << self
    attr_accessor :milliseconds

    # A microsecond on: its float, by which iat is judged, is up to a quarter of that short.
    def now = at(Rational(milliseconds * 1000 + 1, 1_000_000))
  end
end

options = { algorithm: "HS256", verify_iat: ARGV.include?("verify_iat") }
$stdin.each_line do |line|
  job = JSON.parse(line)
  leeway = job["leeway"].nil? ? {} : { leeway: job["leeway"] }
  puts(job["cases"].map do |milliseconds, token|
    Time.milliseconds = milliseconds
    JWT.decode(token, job["key"], true, options.merge(leeway))
    "+"
  rescue StandardError
    "-"
  end.join)
  $stdout.flush
end
