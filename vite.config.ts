/** Builds the pages: one HTML file a page, served by the host from dist/demos. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const demos = fileURLToPath(new URL('demos', import.meta.url))
const sdk = fileURLToPath(new URL('client-sdk/src', import.meta.url))
const host = `http://127.0.0.1:${process.env['PORT'] ?? 8080}`

/** Home, and every folder that holds an index.html: a new page needs no entry here. */
const pages = readdirSync(demos, { recursive: true, encoding: 'utf8' })
  .filter((name) => name === 'index.html' || /^[a-z-]+[\\/]index\.html$/.test(name))
  .map((name) => `${demos}/${name}`)

export default defineConfig({
  root: demos,
  resolve: {
    alias: [
      { find: /^@tutti\/client$/, replacement: `${sdk}/index.ts` },
      { find: /^@tutti\/client\/(.+)$/, replacement: `${sdk}/$1.ts` },
    ],
  },
  build: {
    outDir: fileURLToPath(new URL('dist/demos', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // The host's content security policy allows this origin only: nothing inline, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: pages },
  },
  server: { proxy: { '/v1': host, '/metrics': host, '/ws': { target: host, ws: true } } },
})
