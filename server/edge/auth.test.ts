/** Tokens: whose they are, who signed them, and how long they live. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../adapters/manual-clock.ts'
import { createAuth } from './auth.ts'
import type { AuthOptions } from './auth.ts'

const SECRET = new Uint8Array(32).fill(7)
const clock = createManualClock(Date.UTC(2026, 5, 1))
const nowSeconds = Math.floor(clock.wall() / 1000)
const anAuth = (options: Partial<AuthOptions> = {}) => createAuth({ secret: SECRET, guests: true, ...options }, clock)
const sign = (claims: Record<string, unknown>, secret = SECRET, alg = 'HS256') =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(secret)
const refused = (code: string) => expect.objectContaining({ code }) as unknown

describe('tokens by secret', () => {
  it('names the user, and when the token ends', async () => {
    expect(await anAuth().verify(await sign({ sub: 'u1', name: 'Ada', exp: nowSeconds + 60 }))).toEqual({
      user: { id: 'u1', name: 'Ada', guest: false },
      expiresMs: (nowSeconds + 60) * 1000,
    })
    expect(await anAuth().verify(await sign({ sub: 'u1' }))).toEqual({
      user: { id: 'u1', name: 'u1', guest: false },
      expiresMs: 0,
    })
  })

  it('[S3] refuses other algorithms, other secrets, no signature and rubbish', async () => {
    const long = new Uint8Array(64).fill(7)
    const bad = [
      await sign({ sub: 'u1' }, long, 'HS512'),
      await sign({ sub: 'u1' }, new Uint8Array(32).fill(8)),
      new UnsecuredJWT({ sub: 'u1' }).encode(),
      '',
      'a.b',
      'a.b.c',
      '{}',
      '\u0000.\uffff.x',
    ]
    for (const token of bad) await expect(anAuth().verify(token), token).rejects.toEqual(refused('bad_token'))
  })

  it('[S3] holds exp and nbf with a little tolerance', async () => {
    const auth = anAuth()
    await expect(auth.verify(await sign({ sub: 'u', exp: nowSeconds - 3 }))).resolves.toBeTruthy()
    await expect(auth.verify(await sign({ sub: 'u', exp: nowSeconds - 10 }))).rejects.toEqual(refused('bad_token'))
    await expect(auth.verify(await sign({ sub: 'u', nbf: nowSeconds + 60 }))).rejects.toEqual(refused('bad_token'))
  })

  it('refuses users without a name that can be kept', async () => {
    for (const sub of [undefined, '', 'x'.repeat(129), '\ud800', 7]) {
      await expect(anAuth().verify(await sign({ sub })), String(sub)).rejects.toEqual(refused('bad_token'))
    }
  })

  it('cuts names to a length, and takes none that is not text', async () => {
    const { user } = await anAuth().verify(await sign({ sub: 'u', name: `${'n'.repeat(31)}😀` }))
    expect(user.name).toHaveLength(32)
    expect(user.name.isWellFormed()).toBe(true)
    expect((await anAuth().verify(await sign({ sub: 'u', name: 7 }))).user.name).toBe('u')
  })

  it('holds issuer and audience where they are configured, but not for guests', async () => {
    const auth = anAuth({ issuer: 'us', audience: 'tutti' })
    await expect(auth.verify(await sign({ sub: 'u' }))).rejects.toEqual(refused('bad_token'))
    await expect(auth.verify(await sign({ sub: 'u', iss: 'us', aud: 'other' }))).rejects.toEqual(refused('bad_token'))
    await expect(auth.verify(await sign({ sub: 'u', iss: 'us', aud: ['x', 'tutti'] }))).resolves.toBeTruthy()
    await expect(auth.verify((await auth.guest('Ada')).token)).resolves.toBeTruthy()
  })
})

describe('guests', () => {
  it('[H2] get a token of their own that the host takes', async () => {
    const auth = anAuth()
    const a = await auth.guest('  Ada ')
    const b = await auth.guest(undefined)
    expect(await auth.verify(a.token)).toEqual({ user: a.user, expiresMs: a.expiresMs })
    expect(a.user).toMatchObject({ name: 'Ada', guest: true })
    expect(b.user.name).toMatch(/^Guest [\w-]{4}$/)
    expect(a.user.id).not.toBe(b.user.id)
  })

  it('[H2] keep their id under a new name as long as their token holds', async () => {
    const auth = anAuth()
    const a = await auth.guest('Ada')
    const renamed = await auth.guest('Countess', a.token)
    expect(renamed.user).toEqual({ id: a.user.id, name: 'Countess', guest: true })
    const account = await sign({ sub: 'u1' })
    const old = await sign({ sub: a.user.id, exp: nowSeconds - 60 })
    for (const token of ['rubbish', account, old]) {
      const { user } = await auth.guest('x', token)
      expect(user.guest).toBe(true)
      expect(user.id).not.toBe(a.user.id)
    }
  })

  it('[H2] are refused where they are off', async () => {
    await expect(anAuth({ guests: false }).guest('x')).rejects.toEqual(refused('guests_off'))
  })
})

describe('tokens by public key', () => {
  const closers: (() => void)[] = []
  afterEach(() => {
    for (const close of closers.splice(0)) close()
  })
  const keys = async (broken = false) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }
    const server = createServer((_request, response) => {
      response.writeHead(broken ? 500 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ keys: [jwk] }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`)
    const signed = (claims: Record<string, unknown>, kid = 'k1') =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey)
    return { jwksUrl, signed, publicKey: jwk }
  }

  it('are taken beside those by secret', async () => {
    const { jwksUrl, signed } = await keys()
    const auth = anAuth({ jwksUrl })
    expect((await auth.verify(await signed({ sub: 'u2', name: 'Bob' }))).user).toEqual({
      id: 'u2',
      name: 'Bob',
      guest: false,
    })
    expect((await auth.verify(await sign({ sub: 'u1' }))).user.id).toBe('u1')
  })

  it('[S3] are refused with an unknown key, and cannot pass a public key for a secret', async () => {
    const { jwksUrl, signed, publicKey } = await keys()
    const auth = anAuth({ jwksUrl })
    await expect(auth.verify(await signed({ sub: 'u' }, 'k2'))).rejects.toEqual(refused('bad_token'))
    const confused = await sign({ sub: 'u' }, new TextEncoder().encode(JSON.stringify(publicKey)))
    await expect(auth.verify(confused)).rejects.toEqual(refused('bad_token'))
  })

  it('cannot name guests: those are this host’s', async () => {
    const { jwksUrl, signed } = await keys()
    await expect(anAuth({ jwksUrl }).verify(await signed({ sub: 'guest:abc' }))).rejects.toEqual(refused('bad_token'))
  })

  it('come back later when the keys cannot be had: the client did nothing wrong', async () => {
    const { jwksUrl, signed } = await keys(true)
    const token = await signed({ sub: 'u' })
    await expect(anAuth({ jwksUrl }).verify(token)).rejects.toEqual(refused('busy'))
    await expect(anAuth({ jwksUrl: new URL('http://127.0.0.1:9/') }).verify(token)).rejects.toEqual(refused('busy'))
  })
})
