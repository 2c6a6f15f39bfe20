/** Builds the package: self-contained modules and their types; prints their size, and fails when the core is too large. */
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const ENTRIES = ['index', 'game', 'chat', 'inbox', 'doc', 'delivery']
/** The application's own: two of them in one page would not know each other's documents. */
const PEERS = /^(yjs|y-protocols|y-indexeddb)($|\/)/
const MAX_CORE_BYTES = 15_000

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const bundle = async (entries: readonly string[], outDir: string, minify: boolean): Promise<void> => {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: here('.'),
    build: {
      outDir,
      target: 'es2022',
      minify: minify ? 'oxc' : false,
      lib: { entry: Object.fromEntries(entries.map((name) => [name, here(`src/${name}.ts`)])), formats: ['es'] },
      // Library builds keep white space; sizes are told of what an application would ship.
      rolldownOptions: {
        external: PEERS,
        output: minify ? { minify: true } : { chunkFileNames: '[name].js' },
      },
    },
  })
}

/** Alone in its bundle, so that what it shares with another entry is counted in full. */
const shippedBytes = async (entry: string): Promise<{ readonly minified: number; readonly gzipped: number }> => {
  const outDir = here('dist/.size')
  await bundle([entry], outDir, true)
  const code = readFileSync(`${outDir}/${entry}.js`)
  rmSync(outDir, { recursive: true })
  return { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length }
}

const IMPORT = /(from |import\()(['"])(\..+?)\.ts\2/g

/**
 * Types of the entries and of what these name. Declarations come with `.ts` in their imports, which only this
 * repository's own compiler options would allow, and with many files that nobody outside can reach.
 */
const declare = (): void => {
  const tsc = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace('package.json', 'bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', here('tsconfig.build.json')], { stdio: 'inherit' })
  const reached = new Set(ENTRIES.map((entry) => here(`dist/types/client-sdk/src/${entry}.d.ts`)))
  for (const path of reached) {
    const source = readFileSync(path, 'utf8')
    for (const [, , , name] of source.matchAll(IMPORT)) reached.add(resolve(dirname(path), `${name}.d.ts`))
    writeFileSync(path, source.replaceAll(IMPORT, '$1$2$3.js$2'))
  }
  for (const name of readdirSync(here('dist/types'), { recursive: true, encoding: 'utf8' })) {
    const path = here(`dist/types/${name}`)
    if (name.endsWith('.d.ts') && !reached.has(path)) rmSync(path)
  }
}

rmSync(here('dist'), { recursive: true, force: true })
await bundle(ENTRIES, here('dist'), false)
declare()
for (const entry of ENTRIES) {
  const { minified, gzipped } = await shippedBytes(entry)
  console.log(`@tutti/client ${entry}.js with all it imports: ${minified} bytes minified, ${gzipped} gzipped`)
  if (entry === 'index' && gzipped > MAX_CORE_BYTES) {
    console.error(`that is more than ${MAX_CORE_BYTES}`)
    process.exitCode = 1
  }
}
