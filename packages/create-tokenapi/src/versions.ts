/**
 * Whether tokenapi is published. Until then `npm run pack` puts its tarball into this package, and
 * projects depend on a copy of it.
 */
export const PUBLISHED: boolean = false

/** Versions of dependencies that this release was tested with. */
export const VERSIONS = {
  '@elysiajs/node': '^1.4.5',
  '@hapi/hapi': '^21.4.10',
  '@hono/node-server': '^2.1.9',
  '@koa/router': '^15.7.0',
  '@nestjs/common': '^12.5.1',
  '@nestjs/core': '^12.5.1',
  '@nestjs/platform-express': '^12.5.1',
  '@types/aws-lambda': '^8.10.164',
  '@types/express': '^5.0.6',
  '@types/koa': '^3.0.3',
  '@types/node': '^24.19.2',
  '@types/react': '^19.3.0',
  'elysia': '^1.4.30',
  'express': '^5.3.0',
  'fastify': '^5.12.8',
  'h3': '^2.0.8',
  'hono': '^4.13.19',
  'koa': '^3.3.0',
  'mysql2': '^3.24.6',
  'next': '^16.4.6',
  'pg': '^8.23.1',
  'react': '^19.3.1',
  'react-dom': '^19.3.1',
  'reflect-metadata': '^0.2.2',
  'rxjs': '^7.8.2',
  'tokenapi': '^0.1.0',
  'typescript': '^7.0.2',
} as const

export type PackageName = keyof typeof VERSIONS
