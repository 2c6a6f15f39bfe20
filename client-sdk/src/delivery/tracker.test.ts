import { describe, expect, it } from 'vitest'
import { POSITION_BYTES, writePosition } from '../../../shared/delivery/output-codec.ts'
import type { Position } from '../../../shared/delivery/output-codec.ts'
import { openCustomer, openOrder } from '../delivery.ts'
import { settled } from '../fake-host.ts'
import { FakeRegion, orderOf } from './fake-region.ts'

const bytesOf = (position: Partial<Position> & Pick<Position, 't'>): Uint8Array => {
  const bytes = new Uint8Array(POSITION_BYTES)
  writePosition(new DataView(bytes.buffer), 0, {
    latE7: 525_000_000,
    lonE7: 134_000_000,
    headingCdeg: 9_000,
    speedCmS: 800,
    coarse: false,
    weak: false,
    eta: null,
    ...position,
  })
  return bytes
}

const open = async (role: 'customer' | 'guest' = 'customer') => {
  const region = new FakeRegion({ role, orders: [orderOf('a')] })
  if (role === 'guest') return { region, tracker: await openOrder(region.client, 'town', 'link'), ann: undefined }
  const ann = await openCustomer(region.client, 'town')
  return { region, tracker: ann.track('a'), ann }
}

describe('a tracker', () => {
  it('shows a square before the pickup, and the courier from then on', async () => {
    const { region, tracker } = await open()
    expect(tracker.sight()).toBe(null)
    region.says('position', bytesOf({ t: region.now(), coarse: true, speedCmS: 0, headingCdeg: 0 }), 'a')
    expect(tracker.sight()).toMatchObject({ coarse: true, latE7: 525_000_000, headingDeg: null, alongM: null })
    region.clock.advance(1_000)
    region.says('position', bytesOf({ t: region.now(), latE7: 525_001_000 }), 'a')
    expect(tracker.sight()).toMatchObject({ coarse: false, latE7: 525_001_000, stale: false, weak: false })
    region.says('position', null, 'a')
    expect(tracker.sight()).toBe(null)
  })

  it('says when nothing new can be shown', async () => {
    const { region, tracker } = await open()
    region.says('position', bytesOf({ t: region.now() }), 'a')
    region.clock.advance(14_000)
    expect(tracker.sight()).toMatchObject({ stale: false, ageMs: 14_000 })
    region.clock.advance(2_000)
    expect(tracker.sight()!.stale).toBe(true)
    // Whoever stands has nothing to tell.
    region.says('position', bytesOf({ t: region.now(), speedCmS: 0 }), 'a')
    region.clock.advance(60_000)
    expect(tracker.sight()!.stale).toBe(false)
    region.says('position', bytesOf({ t: region.now(), speedCmS: 0, weak: true }), 'a')
    expect(tracker.sight()!.weak).toBe(true)
    region.lose()
    expect(tracker.sight()!.stale).toBe(true)
  })

  it('knows when it comes, from whatever said it last', async () => {
    const { region, tracker } = await open()
    const now = region.now()
    const eta = { from: now + 600_000, to: now + 900_000 }
    region.says('order', orderOf('a', { n: 2, eta }), 'a')
    expect(tracker.eta).toEqual(eta)
    region.says('position', bytesOf({ t: now, eta: { fromS: 300, toS: 400 } }), 'a')
    expect(tracker.eta).toEqual({ from: now + 300_000, to: now + 400_000 })
    region.says('order', orderOf('a', { n: 3, state: 'delivered', eta }), 'a')
    expect(tracker.eta).toBe(null)
  })

  it('keeps to the newest view of its order, over reconnects', async () => {
    const { region, tracker } = await open()
    region.says('order', orderOf('a', { n: 5, state: 'ready' }), 'a')
    region.says('order', orderOf('a', { n: 4, state: 'preparing' }), 'a')
    expect(tracker.order).toMatchObject({ n: 5, state: 'ready' })
    region.lose()
    // Delivered long ago by now: it is in no JOINED any more.
    region.answers['order'] = orderOf('a', { n: 9, state: 'delivered' })
    region.returns({ orders: [] })
    await settled()
    expect(tracker.order).toMatchObject({ n: 9, state: 'delivered' })
    region.says('order', null, 'a')
    expect(tracker.order).toBe(null)
  })

  it('of an order that ended before reads it', async () => {
    const { region, ann } = await open()
    region.answers['order'] = orderOf('old', { state: 'delivered' })
    const tracker = ann!.track('old')
    expect(tracker.order).toBe(null)
    await settled()
    expect(tracker.order?.id).toBe('old')
    expect(ann!.orders.map(({ id }) => id)).toEqual(['old', 'a'])
  })

  it('asks for what its buttons say', async () => {
    const { region, tracker } = await open()
    const shared = tracker.share()
    region.next('share').answer({ link: 'code' })
    expect(await shared).toBe('code')
    void tracker.rate('courier', 5, ['kind'])
    expect(region.next('rate').body).toEqual({ order: 'a', of: 'courier', stars: 5, tags: ['kind'] })
    void tracker.cancel('too late')
    expect(region.next('cancel').body).toEqual({ order: 'a', reason: 'too late' })
  })

  it('of a link is over when the host says so', async () => {
    const { region, tracker } = await open('guest')
    const told: string[] = []
    tracker.on('gone', () => told.push('gone'))
    region.ends('not_found')
    await settled()
    expect(told).toEqual(['gone'])
    expect(tracker).toMatchObject({ status: 'left', gone: 'not_found' })
  })

  it.each(['customer', 'guest'] as const)('of a %s leaves nobody listening', async (role) => {
    const { region, tracker, ann } = await open(role)
    let rings = 0
    tracker.on('position', () => rings++)
    tracker.close()
    region.says('position', bytesOf({ t: region.now() }), 'a')
    await settled()
    expect(rings).toBe(0)
    ann?.close()
    expect(region).toMatchObject({ listening: 0, status: 'left' })
    expect(region.clock.pending).toBe(0)
  })
})
