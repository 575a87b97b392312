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

/** What a framework needs besides its folder of templates. */
export interface Framework {
  readonly title: string
  readonly dependencies: readonly PackageName[]
  readonly devDependencies: readonly PackageName[]
  /** Further folders of templates. */
  readonly uses?: readonly string[]
  /** Further folders of templates for SQL databases. */
  readonly usesOverSql?: readonly string[]
  /** Shared files that are left out. */
  readonly without?: readonly string[]
  /** Scripts that replace the usual ones, by name. */
  readonly scripts?: Readonly<Record<string, string>>
  /** The port it listens on; default 8000. */
  readonly port?: number
  /** A paragraph of README.md. */
  readonly note?: string
  /** Files that its tools write, for .gitignore. */
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
    note: '`next build` loads `api.ts`, so it needs `SECRET_KEY` too.',
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
