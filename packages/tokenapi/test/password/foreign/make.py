"""Hashes of foreign-hashes.json by Python's libraries: Werkzeug 3, passlib 1.7, bcrypt, argon2-cffi, crypt(3).

pip install werkzeug passlib bcrypt argon2-cffi && python3 make.py; make.php, make.mjs and make.rb likewise.
"""
import crypt, json, warnings
warnings.filterwarnings('ignore')
import argon2, bcrypt, passlib.hash as p, werkzeug.security as w

PASSWORDS = ['right', 'zoë ß $%:']


def rows(password):
    yield 'Werkzeug scrypt', w.generate_password_hash(password, 'scrypt:32768:8:1')
    yield 'Werkzeug scrypt, small', w.generate_password_hash(password, 'scrypt:1024:8:2')
    yield 'Werkzeug pbkdf2', w.generate_password_hash(password, 'pbkdf2:sha256:1000')
    yield 'Werkzeug pbkdf2 sha1', w.generate_password_hash(password, 'pbkdf2:sha1:1000')
    yield 'Werkzeug pbkdf2 sha512', w.generate_password_hash(password, 'pbkdf2:sha512:1000')
    yield 'bcrypt', bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()
    yield 'argon2-cffi', argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(password)
    yield 'passlib argon2', p.argon2.using(rounds=1, memory_cost=64, parallelism=1).hash(password)
    yield 'passlib bcrypt', p.bcrypt.using(rounds=4, ident='2a').hash(password)
    yield 'passlib bcrypt_sha256', p.bcrypt_sha256.using(rounds=4).hash(password)
    yield 'passlib pbkdf2_sha256', p.pbkdf2_sha256.using(rounds=1000).hash(password)
    yield 'passlib pbkdf2_sha256, text salt', p.pbkdf2_sha256.using(rounds=1000, salt=b'a text-salt>?').hash(password)
    yield 'passlib pbkdf2_sha1, text salt', p.pbkdf2_sha1.using(rounds=1000, salt=b'saltsalt').hash(password)
    yield 'passlib pbkdf2_sha1', p.pbkdf2_sha1.using(rounds=1000).hash(password)
    yield 'passlib pbkdf2_sha512', p.pbkdf2_sha512.using(rounds=1000).hash(password)
    yield 'passlib scrypt', p.scrypt.using(rounds=10).hash(password)
    yield 'passlib phpass', p.phpass.using(rounds=7).hash(password)
    yield 'passlib apr_md5_crypt', p.apr_md5_crypt.hash(password)
    yield 'passlib ldap_salted_sha1', p.ldap_salted_sha1.hash(password)
    yield 'passlib ldap_sha1', p.ldap_sha1.hash(password)
    yield 'passlib ldap_bcrypt', '{CRYPT}' + p.bcrypt.using(rounds=4).hash(password)
    yield 'passlib ldap_pbkdf2_sha256', p.ldap_pbkdf2_sha256.using(rounds=1000).hash(password)
    yield 'passlib atlassian_pbkdf2_sha1', p.atlassian_pbkdf2_sha1.hash(password)
    yield 'passlib grub_pbkdf2_sha512', p.grub_pbkdf2_sha512.using(rounds=1000).hash(password)
    yield 'passlib cta_pbkdf2_sha1', p.cta_pbkdf2_sha1.using(rounds=1000).hash(password)
    yield 'passlib dlitz_pbkdf2_sha1', p.dlitz_pbkdf2_sha1.using(rounds=1000).hash(password)
    yield 'passlib fshp', p.fshp.using(rounds=10).hash(password)
    yield 'passlib sha1_crypt', p.sha1_crypt.using(rounds=100).hash(password)
    yield 'passlib sun_md5_crypt', p.sun_md5_crypt.using(rounds=10).hash(password)
    yield 'passlib mysql41', p.mysql41.hash(password)
    yield 'passlib mssql2005', p.mssql2005.hash(password)
    yield 'passlib postgres_md5', p.postgres_md5.hash(password, user='maria')
    yield 'passlib scram', p.scram.using(rounds=100).hash(password)
    yield 'passlib hex_md5', p.hex_md5.hash(password)
    yield 'passlib hex_sha1', p.hex_sha1.hash(password)
    yield 'passlib hex_sha256', p.hex_sha256.hash(password)
    yield 'passlib hex_sha512', p.hex_sha512.hash(password)
    for name, method in [('MD5', crypt.METHOD_MD5), ('SHA-256', crypt.METHOD_SHA256), ('SHA-512', crypt.METHOD_SHA512)]:
        yield f'crypt(3) {name}', crypt.crypt(password, crypt.mksalt(method))
    yield 'crypt(3) yescrypt', crypt.crypt(password, '$y$j9T$hJNcXcYZFRHJPEP0mB2zb/')
    yield 'crypt(3) scrypt', crypt.crypt(password, '$7$CU..../....2Q9obwLhin8qvQl6sisAO/')


print(json.dumps([{'by': by, 'password': password, 'hash': hash} for password in PASSWORDS for by, hash in rows(password)]))
