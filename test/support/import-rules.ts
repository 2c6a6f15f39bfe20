/** The law of the tree: who may import whom, and what no file may contain. A pure function over paths and sources. */
import { posix } from 'node:path'
import { readSource } from './source-facts.ts'
import type { Import, SourceFacts } from './source-facts.ts'

export interface Violation {
  readonly path: string
  readonly line: number
  readonly rule: string
  readonly detail: string
}

/** What a zone of the tree may import. `types` may be named, but must be gone at run time. */
interface Zone {
  readonly files: RegExp
  readonly imports: RegExp
  readonly types?: RegExp
  /** npm packages and `node:` modules; absent: any that is not reserved. */
  readonly packages?: RegExp
}

const SHARED = /^shared\//
const NODE = /^node:/

const within = (folder: string): Zone => ({
  files: new RegExp(`^server/${folder}/`),
  imports: new RegExp(`^(shared/|server/ports\\.ts$|server/${folder}/)`),
})

/** A kind's own libraries; a kind that is not here has none. */
const KIND_PACKAGES: Readonly<Record<string, RegExp>> = {
  game: /^rbush$/,
  // Queries are written with the query builder; only adapters run them.
  chat: /^kysely$/,
  inbox: /^kysely$/,
  lobby: /^openskill$/,
  doc: /^((yjs|y-protocols|lib0|kysely|markdown-it|htmlparser2)(\/|$)|@noble\/hashes\/scrypt\.js$|node:zlib$)/,
  delivery: /^(rbush|kysely)$/,
}

const kindZone = (kind: string): Zone => ({
  files: new RegExp(`^server/rooms/${kind}/`),
  imports: new RegExp(`^(shared/|server/engine/(room|tables|wakes)\\.ts$|server/rooms/${kind}/)`),
  packages: KIND_PACKAGES[kind] ?? /^$/,
})

const REGISTRY = /^server\/rooms\/registry\.ts$/

const ZONES: readonly Zone[] = [
  { files: SHARED, imports: SHARED, packages: /^(valibot|rbush|@noble\/hashes(\/.*)?)$/ },
  { files: /^server\/ports\.ts$/, imports: SHARED, packages: /^$/ },
  // The room contract is what kinds see: it may name a port's types, and nothing else of the host.
  {
    files: /^server\/engine\/room\.ts$/,
    imports: SHARED,
    types: /^server\/(ports|engine\/(tables|asking))\.ts$/,
    packages: /^$/,
  },
  { files: /^server\/engine\/wakes\.ts$/, imports: /^$/, packages: /^$/ },
  { files: /^server\/engine\/tables\.ts$/, imports: SHARED, types: /^server\/ports\.ts$/, packages: /^$/ },
  // Storage compiles what kinds and engine declare to keep; a declaration knows nothing of the engine.
  {
    files: /^server\/adapters\//,
    imports: /^(shared\/|server\/ports\.ts$|server\/adapters\/|server\/engine\/(engine-)?tables\.ts$)/,
  },
  { files: /^server\/engine\/engine-tables\.ts$/, imports: /^server\/engine\/tables\.ts$/, packages: /^kysely$/ },
  { ...within('engine'), packages: /^(node:crypto|kysely)$/ },
  within('edge'),
  within('link'),
  // Protocols of others, beside the edge: only the bytes of Yjs are theirs.
  { ...within('wires'), packages: /^(node:crypto|yjs|lib0\/.*)$/ },
  within('outbound'),
  within('ops'),
  { files: REGISTRY, imports: /^server\/rooms\/[^/]+\//, packages: /^$/ },
  {
    files: /^server\/(config|outbound-config|settings)\.ts$/,
    imports: /^(shared\/|server\/(ports|outbound-config|settings)\.ts$)/,
    packages: /^(node:|valibot$)/,
  },
  {
    files: /^server\/host\.ts$/,
    imports: /^(shared|server)\/(?!main\.ts$|config\.ts$)/,
    types: /^server\/config\.ts$/,
  },
  // The entry picks the outside world, and hands it to the host.
  {
    files: /^server\/main\.ts$/,
    imports: /^(server\/(host|config|rooms\/registry)\.ts$|server\/(adapters|ops)\/|shared\/)/,
    packages: NODE,
  },
  { files: /^server\/backup\.ts$/, imports: /^server\/(config\.ts$|adapters\/)/, packages: NODE },
  { files: /^client-sdk\/build\.ts$/, imports: /^(client-sdk|shared)\// },
  {
    files: /^client-sdk\/src\/doc(\.ts$|\/)/,
    imports: /^(client-sdk|shared)\//,
    types: REGISTRY,
    packages: /^(yjs|y-protocols\/awareness|y-indexeddb)$/,
  },
  { files: /^client-sdk\//, imports: /^(client-sdk|shared)\//, types: REGISTRY, packages: /^$/ },
  {
    files: /^loadtest\//,
    // Dispatch and the index are pure: they are run without a host.
    imports: /^(loadtest|client-sdk|shared)\/|^server\/rooms\/([^/]+\/bot[^/]*\.ts$|delivery\/(dispatch|index)\/)/,
    types: /^server\/(rooms\/registry|engine\/room)\.ts$/,
  },
  { files: /^demos\//, imports: /^(demos|client-sdk|shared)\//, types: REGISTRY },
]

/** Packages that only adapters may import: everything else reaches them through a port. A load test reads what a host left. */
const RESERVED = /^(uWebSockets\.js|ioredis|redis|better-sqlite3|pg|web-push|nodemailer)$/

/** All of the world that a room must not see: with these it could not be replayed. */
const OUTSIDE_WORLD =
  /^(Date|performance|setTimeout|setInterval|setImmediate|queueMicrotask|requestAnimationFrame|process|crypto|WebSocket|fetch|globalThis|global|self|window|eval|Function|Math\.random)$/
/** Functions whose last bit is up to the engine: a browser and Node would drift apart. */
const INEXACT = /^Math\.(a?(sin|cos|tan)h?|atan2|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)$/

/** In the compiler's library (which `isWellFormed` needs), but not in Node 20. */
const TOO_NEW = /^((Map|Object)\.groupBy|Promise\.(withResolvers|try)|Array\.fromAsync)$/

/** Types alone, and worth more whole than cut. */
const PAGE_OF_SEAMS = 'server/ports.ts'

const isTest = (path: string): boolean => path.startsWith('test/') || path.endsWith('.test.ts')
const isRoomCode = (path: string): boolean => /^(server\/rooms\/[^/]+|shared\/game)\//.test(path) && !isTest(path)
const mayReadEnv = (path: string): boolean =>
  isTest(path) || /^(server\/config|[^/]+\.config|client-sdk\/build)\.ts$/.test(path)
const packageOf = (from: string): string => /^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from

/** The workspace's package name stands for its folder. */
const resolve = (path: string, from: string): string | undefined => {
  const plain = from.replace(/\?.*$/, '')
  if (plain.startsWith('.')) return posix.join(posix.dirname(path), plain)
  if (packageOf(plain) === '@tutti/client') return 'client-sdk/src/index.ts'
  return undefined
}

const zoneOf = (path: string): Zone | undefined => {
  const kind = /^server\/rooms\/([^/]+)\//.exec(path)?.[1]
  return kind === undefined ? ZONES.find((zone) => zone.files.test(path)) : kindZone(kind)
}

const importFault = (path: string, edge: Import, files: ReadonlyMap<string, string>): string | undefined => {
  const target = resolve(path, edge.from)
  const zone = isTest(path) ? undefined : zoneOf(path)
  if (target === undefined) {
    const name = packageOf(edge.from)
    if (RESERVED.test(name) && !/^(server\/adapters|loadtest)\//.test(path) && !isTest(path))
      return `${name} is for adapters alone`
    if (zone?.packages !== undefined && !edge.typeOnly && !zone.packages.test(edge.from))
      return `${edge.from} is not among the packages of this folder`
    return undefined
  }
  if (target.endsWith('.js') || !/\.\w+$/.test(target)) return `${edge.from}: write the .ts file's own name`
  if (target.endsWith('.ts') && !files.has(target)) return `${target} does not exist`
  if (zone === undefined) return undefined
  if (isTest(target)) return `${target} is a test`
  if (!target.endsWith('.ts') && !target.startsWith('server/') && !target.startsWith('shared/')) return undefined
  if (zone.imports.test(target) || (edge.typeOnly && zone.types?.test(target) === true)) return undefined
  return `${target} is out of bounds${zone.types?.test(target) === true ? ' but for its types' : ''}`
}

function* cycles(graph: ReadonlyMap<string, readonly string[]>): Generator<readonly string[]> {
  const done = new Set<string>()
  const trail: string[] = []
  function* walk(path: string): Generator<readonly string[]> {
    const at = trail.indexOf(path)
    if (at >= 0) yield [...trail.slice(at), path]
    if (at >= 0 || done.has(path)) return
    trail.push(path)
    for (const next of graph.get(path) ?? []) yield* walk(next)
    trail.pop()
    done.add(path)
  }
  for (const path of graph.keys()) yield* walk(path)
}

function* fileFaults(
  path: string,
  source: string,
  facts: SourceFacts,
): Generator<[line: number, rule: string, detail: string]> {
  const lines = source.split('\n').length - 1
  const most = path === PAGE_OF_SEAMS ? 600 : isTest(path) ? 400 : 250
  if (lines > most) yield [lines, 'length', `${lines} lines, at most ${most}`]
  const stray = path.split('/').find((part) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?(\.ts)?$/.test(part))
  if (stray !== undefined) yield [1, 'name', `${stray} is not kebab-case`]
  if (/(^|[/-])(utils?|helpers?|managers?|common)([/.-]|$)/.test(path))
    yield [1, 'name', 'says nothing about what it holds']
  if (!isTest(path) && !path.endsWith('.config.ts') && !/^(#!.*\n)?\/\*\*(\n \*)? \S/.test(source))
    yield [1, 'first line', 'a doc comment says what the file is']
  for (const { name, line } of facts.exports) {
    // A .d.ts tells what another package exports, as it is.
    if (name === 'default' && !/\.(config|d)\.ts$/.test(path)) yield [line, 'default export', 'exports are named']
    if (name === '*' && !/\/(registry|index)\.ts$/.test(path)) yield [line, 'export *', 'name what is exported']
  }
  for (const { name, line } of facts.uses) {
    if (/^(process\.env|(node:)?process#env)$/.test(name) && !mayReadEnv(path))
      yield [line, 'environment', 'config.ts alone reads process.env']
    if (TOO_NEW.test(name)) yield [line, 'runtime', `${name} is not in Node 20`]
    if (isRoomCode(path) && OUTSIDE_WORLD.test(name))
      yield [line, 'room code', `${name}: time and chance come from the context`]
    if (path.startsWith('shared/game/') && !isTest(path) && INEXACT.test(name))
      yield [line, 'exactness', `${name} differs between engines`]
  }
}

/** Every violation in the tree, in the order of the files. Paths are relative to the root, with forward slashes. */
export const violations = (files: ReadonlyMap<string, string>): Violation[] => {
  const found: Violation[] = []
  const graph = new Map<string, readonly string[]>()
  for (const [path, source] of files) {
    const facts = readSource(path, source)
    for (const message of facts.errors) found.push({ path, line: 1, rule: 'syntax', detail: message })
    for (const edge of facts.imports) {
      const detail = importFault(path, edge, files)
      if (detail !== undefined) found.push({ path, line: edge.line, rule: 'import', detail })
    }
    for (const [line, rule, detail] of fileFaults(path, source, facts)) found.push({ path, line, rule, detail })
    // What a type-only import names is gone at run time: a type and its user may know each other.
    const loaded = facts.imports.filter((edge) => !edge.typeOnly)
    graph.set(
      path,
      loaded.map((edge) => resolve(path, edge.from)).filter((target) => target !== undefined),
    )
  }
  for (const cycle of cycles(graph)) found.push({ path: cycle[0]!, line: 1, rule: 'cycle', detail: cycle.join(' → ') })
  return found
}
