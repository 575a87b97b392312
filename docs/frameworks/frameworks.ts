/** What an app of each framework has beside what its page shows, and how it is built and started. */
export interface Framework {
  readonly page: string
  /** Beside the blocks of the page. */
  readonly files: Readonly<Record<string, string>>
  /** A program below node_modules, and its arguments. */
  readonly build: readonly [program: string, ...args: string[]]
  readonly start: readonly string[]
  /** `false`: a form without an `Origin` is refused by the framework. */
  readonly takesForms: boolean
}

const PACKAGE = '{ "private": true, "type": "module" }\n'
/** tokenapi is a link here, so Vite bundles it for the server; packages of native code stay outside. */
const NATIVE = "ssr: { external: ['@node-rs/argon2', '@node-rs/bcrypt', 'bcrypt'] }"
const vite = (imports: string, plugin: string): string =>
  `${imports}\nexport default { plugins: [${plugin}], ${NATIVE} }\n`

export const FRAMEWORKS: readonly Framework[] = [
  {
    page: 'sveltekit',
    files: {
      'package.json': PACKAGE,
      'vite.config.ts': vite(
        "import adapter from '@sveltejs/adapter-node'\nimport { sveltekit } from '@sveltejs/kit/vite'",
        'sveltekit({ adapter: adapter() })',
      ),
      'src/app.html':
        '<!doctype html><html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n',
      'src/routes/hello/+page.svelte': '<script>let { data } = $props()</script>{data.hello}\n',
    },
    build: ['vite/bin/vite.js', 'build'],
    start: ['build/index.js'],
    takesForms: false,
  },
  {
    page: 'react-router',
    files: {
      'package.json': PACKAGE,
      'vite.config.ts': vite(
        "import { reactRouter } from '@react-router/dev/vite'",
        'reactRouter()',
      ),
      'app/root.tsx': [
        "import { Outlet } from 'react-router'",
        'export default () => <html><body><Outlet /></body></html>\n',
      ].join('\n'),
    },
    build: ['@react-router/dev/bin.cjs', 'build'],
    start: ['../node_modules/@react-router/serve/bin.cjs', 'build/server/index.js'],
    takesForms: true,
  },
  {
    page: 'astro',
    files: { 'package.json': PACKAGE },
    build: ['astro/bin/astro.mjs', 'build'],
    start: ['dist/server/entry.mjs'],
    takesForms: false,
  },
  {
    page: 'tanstack-start',
    files: {
      'package.json': PACKAGE,
      'vite.config.ts': vite(
        "import { tanstackStart } from '@tanstack/react-start/plugin/vite'",
        'tanstackStart()',
      ),
      'src/router.tsx': [
        "import { createRouter } from '@tanstack/react-router'",
        "import { routeTree } from './routeTree.gen'",
        'export const getRouter = () => createRouter({ routeTree })\n',
      ].join('\n'),
      'src/routes/__root.tsx': [
        "import { createRootRoute } from '@tanstack/react-router'",
        'export const Route = createRootRoute({ component: () => <html><body /></html> })\n',
      ].join('\n'),
    },
    build: ['vite/bin/vite.js', 'build'],
    start: ['../node_modules/srvx/bin/srvx.mjs', '--prod', 'dist/server/server.js'],
    takesForms: true,
  },
]

/** As a bundler's project has it; the declarations of these packages do not pass our own settings. */
export const TYPES = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    composite: false,
    declaration: false,
    declarationMap: false,
    isolatedDeclarations: false,
    noEmit: true,
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    jsx: 'react-jsx',
    skipLibCheck: true,
  },
  include: ['src', 'app', 'pages', '*.ts'],
  exclude: ['vite.config.ts'],
}
