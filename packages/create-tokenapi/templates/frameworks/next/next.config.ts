import type { NextConfig } from 'next'

const config: NextConfig = {
  // Loaded as it is: a bundler would look for the drivers of all databases.
  serverExternalPackages: ['tokenapi'],
}
export default config
