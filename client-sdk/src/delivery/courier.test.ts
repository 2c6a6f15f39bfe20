import { describe, expect, it } from 'vitest'
import {
  BULK_FRAME,
  FixColumns,
  LIVE_FRAME,
  OWN_HEAD_BYTES,
  FIX_BYTES,
  OwnHead,
} from '../../../shared/delivery/fixes.ts'
import type { CourierView, Offer } from '../../../shared/delivery/types.ts'
import { memoryFixes, openCourier } from '../delivery.ts'
import { settled } from '../fake-host.ts'
import { FakeRegion, orderOf } from './fake-region.ts'
import type { Courier } from './types.ts'

const ME: CourierView = {
  status: 'idle',
  vehicle: 'bike',
  maxLoad: 2,
  jobs: [],
  earned: 0,
  rating: { mean: null, count: 0 },
}

const OFFER: Offer = {
  id: 'o1',
  order: 'a',
  epoch: 4,
  leftMs: 25_000,
  ttlMs: 25_000,
  pickup: { name: 'The Corner', place: { latE7: 0, lonE7: 0 } },
  drop: { place: { latE7: 0, lonE7: 0 } },
  toPickupM: 100,
  toDropM: 1_000,
  pay: 500,
  bonus: 0,
  with: [],
  stops: [],
}

const open = async (courier: CourierView | null = ME) => {
  const region = new FakeRegion({ role: 'courier', courier })
  return { region, rob: await openCourier(region.client, 'town', { store: null }) }
}

/** So many fixes, five seconds apart. */
const ride = (region: FakeRegion, rob: Courier, count: number): void => {
  for (let i = 0; i < count; i++) {
    region.clock.advance(5_000)
    rob.position({ latE7: 525_000_000 + Math.round(region.clock.now()), lonE7: 134_000_000, speedCmS: 500 })
  }
}

/** What a frame carries: its head, and the numbers and times of its fixes. */
const read = (bytes: Uint8Array) => {
  const head = new OwnHead()
  head.read(bytes)
  const columns = new FixColumns(head.count)
  for (let i = 0; i < head.count; i++) columns.read(i, bytes, OWN_HEAD_BYTES + i * FIX_BYTES, head.epochMs)
  const { op, count, epochMs, oldest } = head
  return { op, count, epochMs, oldest, seqs: [...columns.seqs], ts: [...columns.ts] }
}

describe('two pages of one courier', () => {
  it('are one phone: the second sends nothing, and goes on with what the first has left once that is closed', async () => {
    const store = memoryFixes()
    const first = new FakeRegion({ role: 'courier', courier: ME })
    const second = new FakeRegion({ role: 'courier', courier: ME })
    const rob = await openCourier(first.client, 'town', { store })
    ride(first, rob, 2)
    const same = await openCourier(second.client, 'town', { store })
    expect([rob.elsewhere, same.elsewhere]).toEqual([false, true])
    ride(second, same, 3)
    second.lose()
    second.returns()
    expect([second.inputs, second.asked, same.fixes.taken]).toEqual([[], [], 0])
    first.clock.advance(5_000)
    rob.close()
    await settled()
    second.clock.advance(2_000)
    await settled()
    expect(same.elsewhere).toBe(false)
    const bulk = read(second.next('bulk').body as Uint8Array)
    expect([bulk.epochMs, bulk.seqs]).toEqual([read(first.inputs[0]!).epochMs, [1, 2]])
    ride(second, same, 1)
    expect(read(second.inputs.at(-1)!)).toMatchObject({ op: LIVE_FRAME, count: 1, epochMs: bulk.epochMs })
    same.close()
    expect(second.clock.pending).toBe(0)
  })
})

describe("a courier's fixes", () => {
  it('are sent one by one, in the time of the host, and kept until they are acknowledged', async () => {
    const { region, rob } = await open()
    ride(region, rob, 3)
    expect(region.inputs.map(read).map(({ op, oldest, seqs }) => [op, oldest, seqs])).toEqual([
      [LIVE_FRAME, 1, [1]],
      [LIVE_FRAME, 1, [2]],
      [LIVE_FRAME, 1, [3]],
    ])
    const { epochMs, ts } = read(region.inputs[2]!)
    expect(ts).toEqual([region.now()])
    region.says('ack', { epochMs, seq: 2 })
    expect(rob.fixes).toMatchObject({ taken: 3, waiting: 1, acked: 2, unsent: 0 })
    region.says('ack', { epochMs: epochMs - 1, seq: 3 })
    expect(rob.fixes.waiting).toBe(1)
  })

  it('are nobody’s business before the courier is online', async () => {
    const { region, rob } = await open(null)
    ride(region, rob, 2)
    expect(rob.fixes).toMatchObject({ taken: 0, waiting: 0 })
    const online = rob.online({ vehicle: 'bike' })
    region.next('online').answer(ME)
    await online
    expect(rob.fixes.taken).toBe(1)
    expect(region.inputs).toHaveLength(1)
  })

  it('that were missed are uploaded in chunks once the line is back, in order, each once', async () => {
    const { region, rob } = await open()
    ride(region, rob, 2)
    region.lose()
    ride(region, rob, 600)
    // The first two may have come to nothing: nobody has acknowledged them for two minutes.
    expect(rob.fixes).toMatchObject({ waiting: 602, unsent: 602 })
    region.returns()
    // While they are on their way there are new ones.
    ride(region, rob, 1)
    const first = region.next('bulk')
    expect(read(first.body as Uint8Array)).toMatchObject({ op: BULK_FRAME, oldest: 1, count: 512 })
    expect(first.nonce).toBe(null)
    expect(region.asked).toEqual([])
    first.answer()
    await settled()
    const second = read(region.next('bulk').body as Uint8Array)
    expect(second.seqs).toEqual(Array.from({ length: 90 }, (_, i) => 513 + i))
    expect(read(region.inputs.at(-1)!).seqs).toEqual([603])
  })

  it('that are under way when the line is cut again are left to the outbox', async () => {
    const { region, rob } = await open()
    region.lose()
    ride(region, rob, 3)
    region.returns()
    const under = region.next('bulk')
    region.lose()
    ride(region, rob, 2)
    region.returns()
    expect(region.asked).toEqual([])
    under.answer()
    await settled()
    expect(read(region.next('bulk').body as Uint8Array).seqs).toEqual([4, 5])
  })

  it('that are refused, or that nobody acknowledges, are sent again', async () => {
    const { region, rob } = await open()
    region.lose()
    ride(region, rob, 3)
    region.returns()
    region.next('bulk').refuse('rate_limited', 2_000)
    await settled()
    expect(region.asked).toEqual([])
    region.clock.advance(2_000)
    region.next('bulk').answer()
    await settled()
    region.clock.advance(110_000)
    expect(region.asked).toEqual([])
    region.clock.advance(20_000)
    expect(read(region.next('bulk').body as Uint8Array).seqs).toEqual([1, 2, 3])
  })

  it('are not faster than hosts take them', async () => {
    const { region, rob } = await open()
    region.lose()
    ride(region, rob, 3_000)
    region.returns()
    let count = 0
    for (; region.asked.length > 0; count++) {
      region.next('bulk').answer()
      await settled()
    }
    expect(count * 512).toBeLessThanOrEqual(2_048)
    for (let i = 0; i < 10 && rob.fixes.uploaded < 3_000; i++) {
      region.clock.advance(2_600)
      for (const one of region.asked.splice(0)) one.answer()
      await settled()
    }
    expect(rob.fixes.uploaded).toBe(3_000)
  })

  it('stay in order when somebody sets the device’s clock', async () => {
    const { region, rob } = await open()
    for (const setMs of [0, -86_400_000, 86_400_000 * 400, 0]) {
      region.setMs = setMs
      ride(region, rob, 1)
    }
    const times = region.inputs.flatMap((bytes) => read(bytes).ts)
    expect(times.map((t) => t - times[0]!)).toEqual([0, 5_000, 10_000, 15_000])
    expect(new Set(region.inputs.map((bytes) => read(bytes).epochMs)).size).toBe(1)
  })
})

describe('an offer', () => {
  it('counts down by what has passed, whatever the clock says, and is there until the host takes it back', async () => {
    const { region, rob } = await open()
    let rings = 0
    rob.on('offer', () => rings++)
    region.says('offer', OFFER)
    expect(rob.offer!.remainingMs()).toBe(25_000)
    region.setMs = 3_600_000
    region.clock.advance(10_000)
    expect(rob.offer!.remainingMs()).toBe(15_000)
    // A slow line tells it again, as it was.
    region.says('offer', OFFER)
    expect(rob.offer!.remainingMs()).toBe(15_000)
    await settled()
    rings = 0
    region.clock.advance(15_000)
    await settled()
    expect(rings).toBe(1)
    expect(rob.offer!.remainingMs()).toBe(0)
    region.says('offer', null)
    expect(rob.offer).toBe(null)
  })

  it('is seen once, and answered with its number', async () => {
    const { region, rob } = await open()
    rob.seen()
    await expect(rob.accept()).rejects.toMatchObject({ code: 'conflict' })
    region.says('offer', OFFER)
    rob.seen()
    rob.seen()
    expect(region.sent).toEqual([{ command: 'seen', body: { offer: 'o1' } }])
    const accepted = rob.accept()
    const asked = region.next('accept')
    expect(asked.body).toEqual({ offer: 'o1', epoch: 4 })
    asked.refuse('conflict')
    await expect(accepted).rejects.toMatchObject({ code: 'conflict' })
  })

  it('becomes a job under the number of its assignment', async () => {
    const { region, rob } = await open()
    region.says('courier', { ...ME, status: 'busy', jobs: ['b', 'a'] })
    region.says('order', orderOf('a'), 'a')
    region.says('order', orderOf('b'), 'b')
    expect(rob.jobs.map(({ id }) => id)).toEqual(['b', 'a'])
    rob.pickUp('a', 'seen').catch(() => {})
    expect(region.next('pickUp').body).toEqual({ order: 'a', epoch: 3, reason: 'seen' })
    region.says('order', null, 'a')
    expect(rob.jobs.map(({ id }) => id)).toEqual(['b'])
    await expect(rob.deliver('a', { pin: '1234' })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('closing', () => {
  it('leaves nobody listening, and no timer', async () => {
    const { region, rob } = await open()
    region.says('offer', OFFER)
    ride(region, rob, 2)
    const geolocation = { watchPosition: () => 1, clearWatch: () => void cleared++, getCurrentPosition: () => {} }
    let cleared = 0
    rob.locate({ geolocation })
    rob.close()
    await settled()
    expect(region).toMatchObject({ listening: 0, status: 'left' })
    expect(region.clock.pending).toBe(0)
    expect(cleared).toBe(1)
  })
})

describe('the device', () => {
  it('is listened to, and asked when it is silent', async () => {
    const { region, rob } = await open()
    let heard: ((position: GeolocationPosition) => void) | undefined
    let asked = 0
    const why: string[] = []
    const off = rob.locate({
      geolocation: {
        watchPosition: (run, fail) => {
          heard = run
          fail?.({ code: 3 } as GeolocationPositionError)
          return 1
        },
        clearWatch: () => {},
        getCurrentPosition: () => void asked++,
      },
      failed: (code) => why.push(code),
    })
    const coords = { latitude: 52.5, longitude: 13.4, heading: 359.999, speed: 4, accuracy: 8 }
    heard!({ coords, timestamp: region.client.clock.wall() - 1_000 } as GeolocationPosition)
    expect(why).toEqual(['timeout'])
    const [fix] = region.inputs.map(read)
    expect(fix!.ts).toEqual([region.now() - 1_000])
    expect(rob.last).toMatchObject({ latE7: 525_000_000, lonE7: 134_000_000, headingCdeg: 0, speedCmS: 400 })
    region.clock.advance(30_000)
    expect(asked).toBe(1)
    off()
    region.clock.advance(60_000)
    expect(asked).toBe(1)
  })
})
