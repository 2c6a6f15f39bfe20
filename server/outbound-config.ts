/** The settings of what leaves the house: webhooks, web push, e-mail. */
import { createECDH, hkdfSync } from 'node:crypto'
import { ConfigError, oneOf, text, url } from './settings.ts'
import type { Environment, Setting } from './settings.ts'

export const OUTBOUND_SETTINGS = [
  {
    name: 'TUTTI_WEBHOOK_PRIVATE',
    default: 'off',
    meaning: '`on` or `off`: whether webhooks may lead to http and to private addresses, as in development',
  },
  {
    name: 'TUTTI_SMTP_URL',
    default: 'none',
    meaning: 'smtp or smtps address of the server that takes e-mail, with user and password; without it no e-mail',
  },
  { name: 'TUTTI_MAIL_FROM', default: 'none', meaning: 'sender of e-mail, as `Tutti <no-reply@example.com>`' },
  {
    name: 'TUTTI_VAPID_KEY',
    default: 'made from TUTTI_SECRET',
    meaning: 'private key of web push, 32 bytes in base64url; with another one every browser has to subscribe again',
  },
  {
    name: 'TUTTI_PUSH_CONTACT',
    default: 'the address in TUTTI_MAIL_FROM, or mailto:tutti@example.com',
    meaning: 'mailto or https address where push services reach whoever runs this host',
  },
  {
    name: 'TUTTI_PAYMENTS',
    default: 'test, but none where NODE_ENV is production',
    meaning:
      '`test`: a provider that takes no money and keeps a ledger in TUTTI_DATA_DIR, for one node; `none`: orders are paid at the door',
  },
] as const satisfies readonly Setting[]

export interface OutboundConfig {
  readonly privateWebhooks: boolean
  readonly smtp: { readonly url: string; readonly from: string } | undefined
  readonly payments: 'test' | 'none'
  /** VAPID, in base64url. */
  readonly push: { readonly publicKey: string; readonly privateKey: string; readonly contact: string }
}

const MAIL = /[^\s@<>]+@[a-zA-Z0-9.-]+/

/** @throws ConfigError */
export const outboundConfig = (env: Environment, secret: Uint8Array): OutboundConfig => {
  const from = text(env, 'TUTTI_MAIL_FROM')
  const address = from === undefined ? undefined : MAIL.exec(from)?.[0]
  if (from !== undefined && address === undefined) {
    throw new ConfigError(`TUTTI_MAIL_FROM is "${from}", and should hold a mail address.`)
  }
  return {
    privateWebhooks: oneOf(env, 'TUTTI_WEBHOOK_PRIVATE', ['on', 'off'], 'off') === 'on',
    smtp: smtp(env, from),
    payments: oneOf(env, 'TUTTI_PAYMENTS', ['test', 'none'], env['NODE_ENV'] === 'production' ? 'none' : 'test'),
    push: { ...vapid(env, secret), contact: contact(env) ?? `mailto:${address ?? 'tutti@example.com'}` },
  }
}

const smtp = (env: Environment, from: string | undefined): OutboundConfig['smtp'] => {
  const given = text(env, 'TUTTI_SMTP_URL')
  if (given === undefined) return undefined
  // Not repeated: it holds a password.
  if (!/^smtps?:$/.test(url(given)?.protocol ?? '')) {
    throw new ConfigError('TUTTI_SMTP_URL should be an address such as smtps://user:password@mail.example.com.')
  }
  if (from === undefined) throw new ConfigError('TUTTI_MAIL_FROM is needed with TUTTI_SMTP_URL.')
  return { url: given, from }
}

const contact = (env: Environment): string | undefined => {
  const given = text(env, 'TUTTI_PUSH_CONTACT')
  if (given === undefined || /^(mailto|https):$/.test(url(given)?.protocol ?? '')) return given
  throw new ConfigError(`TUTTI_PUSH_CONTACT is "${given}", and should be a mailto or an https address.`)
}

const vapid = (env: Environment, secret: Uint8Array): { publicKey: string; privateKey: string } => {
  const given = text(env, 'TUTTI_VAPID_KEY')
  // Every node has the secret, and so the same key, and a host that starts again has it too.
  const key = Buffer.from(
    given === undefined
      ? new Uint8Array(hkdfSync('sha256', secret, '', 'tutti vapid', 32))
      : Buffer.from(given, 'base64url'),
  )
  const curve = createECDH('prime256v1')
  try {
    if (key.length !== 32) throw new Error(`${key.length} bytes`)
    curve.setPrivateKey(key)
  } catch (cause) {
    const made = 'as `npx web-push generate-vapid-keys` makes'
    throw new ConfigError(`TUTTI_VAPID_KEY should be 32 bytes in base64url, ${made}.`, { cause })
  }
  return { publicKey: curve.getPublicKey('base64url'), privateKey: key.toString('base64url') }
}
