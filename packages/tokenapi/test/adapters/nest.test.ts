import { nestContract } from '../support/nest/contract.ts'
import { nestGuard } from '../support/nest/guard.ts'
import { nestModule } from '../support/nest/module.ts'
import { nestWire } from '../support/nest/wire.ts'

nestGuard('NestJS 12')
nestModule('NestJS 12')
nestWire('NestJS 12')
nestContract('NestJS 12')
