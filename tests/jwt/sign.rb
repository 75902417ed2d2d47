# Signs claims as back ends in Ruby do, with ruby-jwt. stdin: {"claims", "secret"}; stdout: the token.
require 'json'
require 'jwt'

asked = JSON.parse($stdin.read)
puts JWT.encode(asked['claims'], asked['secret'], 'HS256')
