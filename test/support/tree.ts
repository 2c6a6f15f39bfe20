/** The project's own TypeScript files, read from the work tree. */
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'data'])

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.name.endsWith('.ts')) yield path
  }
}

/** Path relative to the root, with forward slashes, to source. */
export const sources = (): ReadonlyMap<string, string> =>
  new Map([...walk(ROOT)].sort().map((path) => [relative(ROOT, path).split(sep).join('/'), readFileSync(path, 'utf8')]))

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
