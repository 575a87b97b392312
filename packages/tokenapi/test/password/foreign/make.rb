# Hashes of foreign-hashes.json by Ruby's bcrypt, as Devise and has_secure_password call it.
require 'bcrypt'
require 'json'
rows = ['right', 'zoë ß $%:'].map do |password|
  { by: 'Ruby bcrypt', password: password, hash: BCrypt::Password.create(password, cost: 4).to_s }
end
puts JSON.generate(rows)
