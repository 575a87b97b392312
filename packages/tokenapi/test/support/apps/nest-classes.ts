/** Classes with Nest's decorators on them, for a Node that strips types and knows no decorators. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import {
  Controller,
  type DynamicModule,
  Get,
  type ModuleMetadata,
  Module,
  type Type,
} from '@nestjs/common'

type Decorate = (target: object, name: string, descriptor: PropertyDescriptor) => unknown

export interface HandlerParts {
  readonly on?: readonly unknown[]
  /** For the first parameter, the second, … */
  readonly parameters?: readonly ParameterDecorator[]
  readonly run: (...args: never[]) => unknown
}

/** A class with these methods, decorated as they say. */
export function decorated(
  methods: Readonly<Record<string, HandlerParts>>,
  on: readonly unknown[] = [],
): Type {
  // oxlint-disable-next-line typescript/no-extraneous-class -- what is in it follows
  class TestClass {}
  const { prototype } = TestClass
  for (const [name, { on: decorators = [Get(name)], parameters = [], run }] of Object.entries(
    methods,
  )) {
    // A function of its own: what decorators say is kept at it.
    const value = (...args: never[]): unknown => run(...args)
    const descriptor = { value, writable: true, configurable: true, enumerable: false }
    Object.defineProperty(prototype, name, descriptor)
    parameters.forEach((decorate, index) => decorate(prototype, name, index))
    for (const decorate of decorators) (decorate as Decorate)(prototype, name, descriptor)
  }
  for (const decorate of on) (decorate as ClassDecorator)(TestClass)
  return TestClass
}

/** A controller at a path, its handlers at their names: `@Get('name')` unless told otherwise. */
export function controller(
  path: string | Parameters<typeof Controller>[0],
  handlers: Readonly<Record<string, HandlerParts>>,
  on: readonly unknown[] = [],
): Type {
  return decorated(handlers, [...on, Controller(path as string)])
}

/** A module of these parts. */
export function moduleOf(parts: ModuleMetadata): DynamicModule {
  // oxlint-disable-next-line typescript/no-extraneous-class -- Nest knows a module by its class
  class TestModule {}
  Module({})(TestModule)
  return { module: TestModule, ...parts }
}

/** Where an application listens. */
export function portOf(app: { getHttpServer(): Pick<Server, 'address'> }): number {
  return (app.getHttpServer().address() as AddressInfo).port
}
