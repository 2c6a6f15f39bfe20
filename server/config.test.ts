/** Configuration: defaults, limits, and sentences that say what is wrong. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, loadConfig, SETTINGS } from './config.ts'

const dir = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(dir, { recursive: true }))

const SECRET = 'x'.repeat(32)
/** Both halves of the key whose private half is 1: the curve's own base point. */
const VAPID = {
  privateKey: `${'A'.repeat(42)}E`,
  publicKey: 'BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
}
const load = (env: Record<string, string> = {}) => loadConfig({ TUTTI_SECRET: SECRET, ...env })

describe('configuration', () => {
  it('has the defaults of its table', () => {
    expect(load()).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      logLevel: 'info',
      proxies: 0,
      maxRooms: 10_000,
      auth: { jwksUrl: undefined, issuer: undefined, audience: undefined, guests: true },
      edge: {
        origins: new Set(['*']),
        maxConnections: 50_000,
        perAddress: { perSecond: 50, burst: 500 },
        metrics: 'on',
      },
      wires: { create: true, public: 'editor', guests: true },
      outbound: { privateWebhooks: false, smtp: undefined, push: { contact: 'mailto:tutti@example.com' } },
    })
    expect(new Set(SETTINGS.map(({ name }) => name)).size).toBe(SETTINGS.length)
  })

  it('reads every setting', () => {
    const config = load({
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      TUTTI_DATA_DIR: dir,
      TUTTI_JWKS_URL: 'https://login.example/keys',
      TUTTI_TOKEN_ISSUER: 'us',
      TUTTI_TOKEN_AUDIENCE: 'tutti',
      TUTTI_GUESTS: 'off',
      TUTTI_ORIGINS: 'https://a.example, http://localhost:5173',
      TUTTI_TRUST_PROXY: '2',
      TUTTI_MAX_CONNECTIONS: '7',
      TUTTI_CONNECTIONS_PER_ADDRESS: '20000',
      TUTTI_MAX_ROOMS: '9',
      TUTTI_WIRES_CREATE: 'off',
      TUTTI_WIRES_PUBLIC: 'viewer',
      TUTTI_METRICS: 'sixteen-letters-x',
      TUTTI_WEBHOOK_PRIVATE: 'on',
      TUTTI_PAYMENTS: 'none',
      TUTTI_SMTP_URL: 'smtps://me:pass@mail.example',
      TUTTI_MAIL_FROM: 'Tutti <no-reply@play.example>',
      TUTTI_VAPID_KEY: VAPID.privateKey,
      TUTTI_PUSH_CONTACT: 'https://play.example/contact',
    })
    expect(config).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      dataDir: dir,
      logLevel: 'silent',
      proxies: 2,
      maxRooms: 9,
      auth: { jwksUrl: new URL('https://login.example/keys'), issuer: 'us', audience: 'tutti', guests: false },
      edge: {
        origins: new Set(['https://a.example', 'http://localhost:5173']),
        maxConnections: 7,
        perAddress: { perSecond: 2_000, burst: 20_000 },
        metrics: { token: 'sixteen-letters-x' },
      },
      wires: { create: false, public: 'viewer', guests: false },
      outbound: {
        privateWebhooks: true,
        smtp: { url: 'smtps://me:pass@mail.example', from: 'Tutti <no-reply@play.example>' },
        payments: 'none',
        push: { ...VAPID, contact: 'https://play.example/contact' },
      },
    })
    expect(config.auth.secret).toEqual(new TextEncoder().encode(SECRET))
    expect(config.edge.secret).toBe(config.auth.secret)
  })

  it('takes an empty value for none', () => {
    expect(load({ PORT: '', TUTTI_JWKS_URL: ' ' })).toMatchObject({ port: 8080, auth: { jwksUrl: undefined } })
  })

  it('has no guests in production unless told so', () => {
    expect(load({ NODE_ENV: 'production' }).auth.guests).toBe(false)
    expect(load({ NODE_ENV: 'production', TUTTI_GUESTS: 'on' }).auth.guests).toBe(true)
  })

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['LOG_LEVEL', 'loud'],
    ['TUTTI_GUESTS', 'yes'],
    ['TUTTI_JWKS_URL', 'http://login.example/keys'],
    ['TUTTI_JWKS_URL', 'nonsense'],
    ['TUTTI_ORIGINS', 'https://a.example/'],
    ['TUTTI_ORIGINS', 'a.example'],
    ['TUTTI_TRUST_PROXY', 'yes'],
    ['TUTTI_MAX_CONNECTIONS', '0'],
    ['TUTTI_METRICS', 'short'],
    ['TUTTI_SECRET', 'short'],
    ['TUTTI_WEBHOOK_PRIVATE', 'yes'],
    ['TUTTI_PAYMENTS', 'real'],
    ['TUTTI_SMTP_URL', 'mail.example'],
    ['TUTTI_MAIL_FROM', 'Tutti'],
    ['TUTTI_VAPID_KEY', 'short'],
    ['TUTTI_VAPID_KEY', Buffer.alloc(32).toString('base64url')],
    ['TUTTI_PUSH_CONTACT', 'ops'],
    ['TUTTI_SECERT', SECRET],
  ])('refuses %s=%s with one sentence that names it', (name, value) => {
    let thrown: unknown
    try {
      load({ [name]: value })
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(ConfigError)
    const { message } = thrown as ConfigError
    expect(message).toMatch(new RegExp(`^${name} [^\n]+\\.$`))
  })

  it('makes the key of web push from the secret, the same every time', () => {
    const { push } = load().outbound
    expect(load().outbound.push).toEqual(push)
    expect(load({ TUTTI_SECRET: 'y'.repeat(32) }).outbound.push).not.toEqual(push)
    expect(Buffer.from(push.publicKey, 'base64url')).toHaveLength(65)
  })

  it('reaches whoever runs the host where its mail comes from, and sends no mail from nowhere', () => {
    const from = 'Tutti <no-reply@play.example>'
    expect(load({ TUTTI_MAIL_FROM: from }).outbound.push.contact).toBe('mailto:no-reply@play.example')
    expect(() => load({ TUTTI_SMTP_URL: 'smtp://mail.example' })).toThrow(/^TUTTI_MAIL_FROM is needed/)
  })

  it('makes a secret at the first start, for this user’s eyes only, and keeps it', () => {
    const env = { TUTTI_DATA_DIR: join(dir, 'deep/data') }
    const first = loadConfig(env).auth.secret
    const path = join(env.TUTTI_DATA_DIR, 'secret')
    expect(first.length).toBeGreaterThanOrEqual(32)
    expect(loadConfig(env).auth.secret).toEqual(first)
    expect(new Uint8Array(readFileSync(path))).toEqual(first)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    writeFileSync(path, 'short')
    expect(() => loadConfig(env)).toThrow(/secret of at least 32 bytes/)
  })

  it('says where it could not write', () => {
    writeFileSync(join(dir, 'file'), '')
    expect(() => loadConfig({ TUTTI_DATA_DIR: join(dir, 'file/data') })).toThrow(
      /^TUTTI_DATA_DIR is ".*", and a secret cannot/,
    )
  })
})
