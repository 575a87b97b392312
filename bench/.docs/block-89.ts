import { Controller, Get } from '@nestjs/common'
import type { User } from 'tokenapi'
import { CurrentUser, TokenRequired } from 'tokenapi/nest'

// The status stays a refusal; the challenge and the cache fields are added.
@TokenRequired({ onRefused: ({ status, code }) => Response.json({ error: code }, { status }) })
@Controller()
export class ViewController {
  @Get('index.json')
  index(@CurrentUser() user: User) {
    return user.username
  }
}

export {}
