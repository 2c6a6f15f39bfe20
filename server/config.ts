/** The only reader of the environment: every setting, validated, with its default and its meaning. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DocRole } from '../shared/doc/rules.ts'
import { OUTBOUND_SETTINGS, outboundConfig } from './outbound-config.ts'
import type { OutboundConfig } from './outbound-config.ts'
import { ConfigError, integer, oneOf, text, url } from './settings.ts'
import type { Environment, Setting } from './settings.ts'

export { ConfigError } from './settings.ts'

/** The table of the README, which a test compares with it. */
export const SETTINGS = [
  { name: 'PORT', default: '8080', meaning: 'port for HTTP and WebSockets; 0 takes a free one' },
  { name: 'HOST', default: '0.0.0.0', meaning: 'address to listen on' },
  {
    name: 'TUTTI_SECRET',
    default: 'made at the first start, kept in TUTTI_DATA_DIR/secret',
    meaning:
      'secret of at least 32 bytes that signs HS256 tokens, guest tokens and resume tokens; the same on every node',
  },
  { name: 'TUTTI_DATA_DIR', default: './data', meaning: 'folder for what the host keeps' },
  { name: 'TUTTI_JWKS_URL', default: 'none', meaning: 'https address of the public keys of your login service' },
  { name: 'TUTTI_TOKEN_ISSUER', default: 'none', meaning: 'when set, the `iss` that tokens must carry' },
  { name: 'TUTTI_TOKEN_AUDIENCE', default: 'none', meaning: 'when set, the `aud` that tokens must carry' },
  {
    name: 'TUTTI_GUESTS',
    default: 'on, but off where NODE_ENV is production',
    meaning: '`on` or `off`: whether POST /v1/guest gives out guest tokens',
  },
  {
    name: 'TUTTI_ORIGINS',
    default: '*',
    meaning:
      'origins of pages that may connect, separated by commas; `*` is every one (tokens are never sent by a browser on its own)',
  },
  {
    name: 'TUTTI_TRUST_PROXY',
    default: '0',
    meaning: 'how many trusted proxies stand in front and append to X-Forwarded-For',
  },
  { name: 'TUTTI_MAX_CONNECTIONS', default: '50000', meaning: 'open connections in all' },
  {
    name: 'TUTTI_CONNECTIONS_PER_ADDRESS',
    default: '500',
    meaning: 'new connections that one address may open at once; a tenth of it comes back each second',
  },
  {
    name: 'TUTTI_WIRES_CREATE',
    default: 'on',
    meaning:
      '`on` or `off`: whether a y-websocket or Hocuspocus client that opens a document which is not there makes it',
  },
  {
    name: 'TUTTI_WIRES_PUBLIC',
    default: 'editor where guests are let in, else none',
    meaning: 'what everybody may do in a document made so: `none`, `viewer`, `commenter`, `suggester` or `editor`',
  },
  {
    name: 'TUTTI_DOC_ROOTS',
    default: 'any, up to 64 a document',
    meaning:
      'names of root types that updates of documents may bring, separated by commas; `default`, which the host writes itself, is one of them always',
  },
  { name: 'TUTTI_MAX_ROOMS', default: '10000', meaning: 'open rooms in all' },
  {
    name: 'TUTTI_METRICS',
    default: 'on',
    meaning: '`on`, `off`, or a bearer token of at least 16 characters that reading /metrics needs',
  },
  {
    name: 'DATABASE_URL',
    default: 'none',
    meaning:
      'address of a Postgres database, `postgres://user:password@host/name`; without it everything is kept in TUTTI_DATA_DIR/tutti.db',
  },
  ...OUTBOUND_SETTINGS,
  { name: 'LOG_LEVEL', default: 'info', meaning: '`debug`, `info`, `warn`, `error` or `silent`' },
] as const satisfies readonly Setting[]

type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface Config {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  /** Undefined: a file in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly logLevel: LogLevel
  readonly proxies: number
  readonly maxRooms: number
  /** Root types that documents may have; undefined: any. */
  readonly docRoots: readonly string[] | undefined
  readonly auth: {
    readonly secret: Uint8Array
    readonly jwksUrl: URL | undefined
    readonly issuer: string | undefined
    readonly audience: string | undefined
    readonly guests: boolean
  }
  readonly edge: {
    readonly secret: Uint8Array
    readonly origins: ReadonlySet<string>
    readonly maxConnections: number
    readonly perAddress: { readonly perSecond: number; readonly burst: number }
    readonly metrics: 'on' | 'off' | { readonly token: string }
  }
  /** Clients of y-websocket and Hocuspocus. */
  readonly wires: {
    readonly create: boolean
    readonly public: DocRole | null
    readonly guests: boolean
    readonly secret: Uint8Array
  }
  readonly outbound: OutboundConfig
}

export const configFromProcess = (): Config => loadConfig(process.env)

/** Where everything is kept. */
export const placeFromProcess = (): Pick<Config, 'dataDir' | 'databaseUrl'> => placeOf(process.env)

const placeOf = (env: Environment): Pick<Config, 'dataDir' | 'databaseUrl'> => ({
  dataDir: resolve(text(env, 'TUTTI_DATA_DIR') ?? './data'),
  databaseUrl: databaseUrl(env),
})

/** @throws ConfigError at the first value that does not fit, and for names that start with TUTTI_ and are not known */
export const loadConfig = (env: Environment): Config => {
  refuseUnknown(env)
  const place = placeOf(env)
  const perAddress = integer(env, 'TUTTI_CONNECTIONS_PER_ADDRESS', 500, 1, 1_000_000)
  const guests = oneOf(env, 'TUTTI_GUESTS', ['on', 'off'], env['NODE_ENV'] === 'production' ? 'off' : 'on')
  const rest = {
    port: integer(env, 'PORT', 8080, 0, 65_535),
    host: text(env, 'HOST') ?? '0.0.0.0',
    ...place,
    logLevel: oneOf(env, 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
    proxies: integer(env, 'TUTTI_TRUST_PROXY', 0, 0, 16),
    maxRooms: integer(env, 'TUTTI_MAX_ROOMS', 10_000, 1, 10_000_000),
    docRoots: docRoots(env),
  }
  const auth = {
    jwksUrl: keysUrl(env),
    issuer: text(env, 'TUTTI_TOKEN_ISSUER'),
    audience: text(env, 'TUTTI_TOKEN_AUDIENCE'),
    guests: guests === 'on',
  }
  const edge = {
    origins: origins(env),
    maxConnections: integer(env, 'TUTTI_MAX_CONNECTIONS', 50_000, 1, 10_000_000),
    perAddress: { perSecond: perAddress / 10, burst: perAddress },
    metrics: metrics(env),
  }
  const open = oneOf(
    env,
    'TUTTI_WIRES_PUBLIC',
    ['none', 'viewer', 'commenter', 'suggester', 'editor'],
    auth.guests ? 'editor' : 'none',
  )
  const wires = {
    create: oneOf(env, 'TUTTI_WIRES_CREATE', ['on', 'off'], 'on') === 'on',
    public: open === 'none' ? null : open,
    guests: auth.guests,
  }
  // Last: it may write a file, which a start that fails should not.
  const secret = secretOf(env, place.dataDir)
  const outbound = outboundConfig(env, secret)
  return { ...rest, auth: { ...auth, secret }, edge: { ...edge, secret }, wires: { ...wires, secret }, outbound }
}

const docRoots = (env: Environment): readonly string[] | undefined =>
  text(env, 'TUTTI_DOC_ROOTS')
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

const refuseUnknown = (env: Environment): void => {
  const known = new Set<string>(SETTINGS.map(({ name }) => name))
  for (const name of Object.keys(env)) {
    if (name.startsWith('TUTTI_') && !known.has(name)) {
      throw new ConfigError(`${name} is not a setting of Tutti: see the table in the README.`)
    }
  }
}

const databaseUrl = (env: Environment): string | undefined => {
  const value = text(env, 'DATABASE_URL')
  if (value === undefined || /^postgres(ql)?:$/.test(url(value)?.protocol ?? '')) return value
  // Not repeated: it holds a password.
  throw new ConfigError('DATABASE_URL should be an address such as postgres://user:password@localhost/tutti.')
}

const keysUrl = (env: Environment): URL | undefined => {
  const value = text(env, 'TUTTI_JWKS_URL')
  if (value === undefined) return undefined
  const address = url(value)
  const local = address?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname)
  if (address !== undefined && (address.protocol === 'https:' || local)) return address
  throw new ConfigError(`TUTTI_JWKS_URL is "${value}", and should be an https address (http only on this machine).`)
}

const origins = (env: Environment): ReadonlySet<string> => {
  const list = (text(env, 'TUTTI_ORIGINS') ?? '*').split(',').map((one) => one.trim())
  for (const one of list) {
    if (one === '*' || url(one)?.origin === one) continue
    throw new ConfigError(
      `TUTTI_ORIGINS holds "${one}", and should hold origins such as https://play.example.com, or *.`,
    )
  }
  return new Set(list)
}

const metrics = (env: Environment): Config['edge']['metrics'] => {
  const value = text(env, 'TUTTI_METRICS') ?? 'on'
  if (value === 'on' || value === 'off') return value
  if (value.length >= 16) return { token: value }
  throw new ConfigError('TUTTI_METRICS should be on, off, or a token of at least 16 characters.')
}

const MIN_SECRET_BYTES = 32

const secretOf = (env: Environment, dataDir: string): Uint8Array => {
  const given = text(env, 'TUTTI_SECRET')
  if (given === undefined) return keptSecret(dataDir)
  const bytes = new TextEncoder().encode(given)
  if (bytes.length >= MIN_SECRET_BYTES) return bytes
  throw new ConfigError(`TUTTI_SECRET should have at least ${MIN_SECRET_BYTES} bytes: try \`openssl rand -base64 32\`.`)
}

/** Kept, so that guests are still signed in after a restart. */
const keptSecret = (dataDir: string): Uint8Array => {
  const path = join(dataDir, 'secret')
  try {
    mkdirSync(dataDir, { recursive: true })
    // wx: of two hosts that start at once, one writes it and both read it.
    writeFileSync(path, randomBytes(MIN_SECRET_BYTES).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new ConfigError(`TUTTI_DATA_DIR is "${dataDir}", and a secret cannot be written there.`, { cause })
    }
  }
  const kept = readFileSync(path)
  if (kept.length >= MIN_SECRET_BYTES) return new Uint8Array(kept)
  throw new ConfigError(
    `The file ${path} should hold a secret of at least ${MIN_SECRET_BYTES} bytes: delete it to get a new one.`,
  )
}
