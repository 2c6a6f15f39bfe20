/** Who may open a connection. */
import { describe, expect, it } from 'vitest'
import { startEdge } from '../../test/support/edge-harness.ts'
import { Admission, AddressBuckets } from './admission.ts'

const anAdmission = (options: Partial<ConstructorParameters<typeof Admission>[0]> = {}) =>
  new Admission({ origins: new Set(['*']), maxConnections: 100, perAddress: { perSecond: 1, burst: 3 }, ...options })

describe('admission', () => {
  it('[L3] new connections of one address draw on a bucket, and others are not touched', () => {
    const admission = anAdmission()
    const from = (address: string, nowMs: number) => admission.refusal({ address, origin: undefined }, 0, nowMs)
    for (let i = 0; i < 3; i++) expect(from('1.1.1.1', 0)).toBeUndefined()
    expect(from('1.1.1.1', 0)).toMatchObject({ code: 'rate_limited', retryMs: 1_000 })
    expect(from('2.2.2.2', 0)).toBeUndefined()
    expect(from('1.1.1.1', 1_000)).toBeUndefined()
  })

  it('[L3] takes an IPv6 network for one address', () => {
    const buckets = new AddressBuckets({ perSecond: 1, burst: 1 })
    expect(buckets.take('2001:db8:0:1:2:3:4:5', 0)).toBe(0)
    expect(buckets.take('2001:db8::1:ffff:0:0:1', 0)).toBeGreaterThan(0)
    expect(buckets.take('2001:db8:0:2:2:3:4:5', 0)).toBe(0)
    expect(buckets.take('::ffff:9.9.9.9', 0)).toBe(0)
    expect(buckets.take('9.9.9.9', 0)).toBeGreaterThan(0)
  })

  it('[L3] remembers a bounded number of addresses, the latest', () => {
    const buckets = new AddressBuckets({ perSecond: 0.001, burst: 1 })
    for (let i = 0; i < 40_000; i++) buckets.take(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 0)
    expect(buckets.size).toBe(16_384)
    expect(buckets.take('10.0.156.63', 0)).toBeGreaterThan(0)
  })

  it('[L4] a page of an origin that is not allowed is refused, and what is no page is not', () => {
    const admission = anAdmission({ origins: new Set(['https://play.example']) })
    const of = (origin: string | undefined) => admission.refusal({ address: '1.1.1.1', origin }, 0, 0)?.code
    expect([of('https://play.example'), of('https://evil.example'), of('null'), of(undefined)]).toEqual([
      undefined,
      'forbidden',
      'forbidden',
      undefined,
    ])
  })

  it('refuses with busy when the host is full', async () => {
    const { connect, meter } = await startEdge({ config: { maxConnections: 2 } })
    const clients = [await connect(), await connect(), await connect()]
    expect(clients.map(({ opened }) => opened)).toEqual([true, true, false])
    expect(meter.refusals.get('busy')).toBe(1)
    clients[0]!.socket.cut()
    expect((await connect()).opened).toBe(true)
  })
})
