import { DbAccessTokensProvider } from '@adonisjs/auth/access_tokens'
import { BaseModel, column } from '@adonisjs/lucid/orm'

export class User extends BaseModel {
  static table = 'auth_user'
  static accessTokens = DbAccessTokensProvider.forModel(User)
}
column({ isPrimary: true })(User.prototype, 'id')
column()(User.prototype, 'username')
column()(User.prototype, 'password')
