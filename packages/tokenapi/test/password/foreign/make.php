<?php // Hashes of foreign-hashes.json by PHP: password_hash, as Laravel and Symfony call it, and WordPress 6.8.
$rows = [];
foreach (['right', 'zoë ß $%:'] as $password) {
    $rows[] = ['by' => 'PHP bcrypt', 'password' => $password, 'hash' => password_hash($password, PASSWORD_BCRYPT, ['cost' => 4])];
    $argon2 = ['memory_cost' => 64, 'time_cost' => 2, 'threads' => 1];
    $rows[] = ['by' => 'PHP argon2id', 'password' => $password, 'hash' => password_hash($password, PASSWORD_ARGON2ID, $argon2)];
    $rows[] = ['by' => 'PHP argon2i', 'password' => $password, 'hash' => password_hash($password, PASSWORD_ARGON2I, $argon2)];
    // wp_hash_password of WordPress 6.8.
    $key = base64_encode(hash_hmac('sha384', trim($password), 'wp-sha384', true));
    $rows[] = ['by' => 'WordPress 6.8', 'password' => $password, 'hash' => '$wp' . password_hash($key, PASSWORD_BCRYPT, ['cost' => 4])];
}
echo json_encode($rows, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
