import type { PackageName } from './versions.js'

export type FrameworkName =
  | 'express'
  | 'fastify'
  | 'hono'
  | 'koa'
  | 'nest'
  | 'next'
  | 'h3'
  | 'elysia'
  | 'hapi'
  | 'node'
  | 'lambda'

/** What a framework needs beyond the files in its folder of templates. */
export interface Framework {
  readonly title: string
  readonly dependencies: readonly PackageName[]
  readonly devDependencies: readonly PackageName[]
  /** Folders of templates that it shares with others. */
  readonly uses?: readonly string[]
  /** The same, where the users are in a database with tables. */
  readonly usesOverSql?: readonly string[]
  /** Shared files that it has no use for. */
  readonly without?: readonly string[]
  /** Instead of the usual scripts, by name. */
  readonly scripts?: Readonly<Record<string, string>>
  /** Where it listens by itself; ours is 8000. */
  readonly port?: number
  /** A paragraph of README.md. */
  readonly note?: string
  /** What its tools write, for .gitignore. */
  readonly ignored?: readonly string[]
}

export const FRAMEWORKS: Readonly<Record<FrameworkName, Framework>> = {
  express: {
    title: 'Express',
    dependencies: ['express'],
    devDependencies: ['@types/express'],
    uses: ['listener'],
  },
  fastify: { title: 'Fastify', dependencies: ['fastify'], devDependencies: [] },
  hono: {
    title: 'Hono',
    dependencies: ['@hono/node-server', 'hono'],
    devDependencies: [],
    uses: ['listener'],
  },
  koa: {
    title: 'Koa',
    dependencies: ['@koa/router', 'koa'],
    devDependencies: ['@types/koa'],
    uses: ['listener'],
  },
  nest: {
    title: 'NestJS',
    dependencies: [
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/platform-express',
      'reflect-metadata',
      'rxjs',
    ],
    devDependencies: [],
    scripts: {
      prestart: 'tsc',
      start: 'node --env-file-if-exists=.env dist/server.js',
      pretest: 'tsc',
      test: 'node --test dist/app.test.js',
      check: 'tsc --noEmit',
    },
    ignored: ['dist/'],
  },
  next: {
    title: 'Next.js',
    dependencies: ['next', 'react', 'react-dom'],
    devDependencies: ['@types/react'],
    usesOverSql: ['frameworks/next+sql'],
    without: ['server.ts'],
    port: 3000,
    note: '`next build` loads `api.ts`, so it wants `SECRET_KEY` as well.',
    scripts: { prestart: 'next build', start: 'next start --hostname 127.0.0.1' },
    ignored: ['.next/', 'next-env.d.ts', '*.tsbuildinfo'],
  },
  h3: { title: 'h3', dependencies: ['h3'], devDependencies: [], uses: ['listener'] },
  elysia: { title: 'Elysia', dependencies: ['@elysiajs/node', 'elysia'], devDependencies: [] },
  hapi: { title: 'hapi', dependencies: ['@hapi/hapi'], devDependencies: [] },
  node: { title: 'node:http', dependencies: [], devDependencies: [], uses: ['listener'] },
  lambda: {
    title: 'AWS Lambda',
    dependencies: [],
    devDependencies: ['@types/aws-lambda'],
    uses: ['listener'],
    note: '`lambda.ts` is the function: give it events of payload format 2.0, of a function URL or an HTTP API.',
  },
}
