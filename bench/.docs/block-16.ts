import { mysqlStore } from 'tokenapi/mysql'

export const store = mysqlStore('mysql://app:secret@db.example.com/app', {
  users: { table: 'members', isActive: { column: 'disabled', when: false } },
})

export {}
