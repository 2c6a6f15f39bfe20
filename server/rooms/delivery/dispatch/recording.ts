/** A scene that notes what it was asked, in whole numbers: whoever plays the notes decides the same again. */
import type { FreeCourier, Near, OpenOrder, Scene, Spot, Travel } from './types.ts'

/** Positions to the decimetre, speeds to the centimetre, likelihoods to the thousandth, ways to a tenth of a second. */
const tenths = (value: number): number => Math.round(value * 10) / 10

const roughly = ({ xM, yM }: Spot): Spot => ({ xM: tenths(xM), yM: tenths(yM) })

const roughOrder = (order: OpenOrder): OpenOrder => ({
  ...order,
  pickup: roughly(order.pickup),
  drop: roughly(order.drop),
})

const roughCourier = (courier: FreeCourier): FreeCourier => ({
  ...courier,
  ...roughly(courier),
  freeAtMs: Math.round(courier.freeAtMs),
  idleSinceMs: Math.round(courier.idleSinceMs),
  speedMS: Math.max(1, Math.round(courier.speedMS * 100)) / 100,
  acceptance: Math.round(courier.acceptance * 1000) / 1000,
})

/** The scene as it is decided upon: live decisions go by the same rounded numbers as those that are played again. */
export class Recording implements Scene {
  readonly nowMs: number
  readonly orders: readonly OpenOrder[]
  readonly soonFree: readonly FreeCourier[]
  readonly near: Near
  readonly travel: Travel
  readonly courier: (slot: number) => FreeCourier
  /** How many slots each question for the nearest was answered with, and which. */
  readonly nearTape: number[] = []
  /** Tenths of seconds, as they were asked for. */
  readonly travelTape: number[] = []
  /** Whom `near` named. */
  readonly named = new Map<number, FreeCourier>()

  constructor(scene: Scene) {
    this.nowMs = scene.nowMs
    this.orders = scene.orders.map(roughOrder)
    this.soonFree = scene.soonFree.map(roughCourier)
    const met = new Map<number, FreeCourier>()
    this.courier = (slot) => {
      const known = met.get(slot)
      if (known !== undefined) return known
      const courier = roughCourier(scene.courier(slot))
      met.set(slot, courier)
      return courier
    }
    const { near } = scene
    this.near = {
      size: near.size,
      nearest: (xM, yM, k, maxM, admits, out) => {
        const count = near.nearest(xM, yM, k, maxM, admits, out)
        this.nearTape.push(count)
        for (let i = 0; i < count; i++) {
          this.nearTape.push(out[i]!)
          this.named.set(out[i]!, this.courier(out[i]!))
        }
        return count
      },
    }
    this.travel = {
      seconds: (fromX, fromY, toX, toY, speedMS) => {
        const asked = Math.round(scene.travel.seconds(fromX, fromY, toX, toY, speedMS) * 10)
        this.travelTape.push(asked)
        return asked / 10
      },
    }
  }
}

export interface Notes {
  readonly nowMs: number
  readonly orders: readonly OpenOrder[]
  readonly free: readonly FreeCourier[]
  readonly soonFree: readonly FreeCourier[]
  /** Couriers who were counted, but never thought of. */
  readonly others: number
  readonly nearTape: readonly number[]
  readonly travelTape: readonly number[]
}

/** The scene of these notes. It answers in the order it was asked, whatever it is asked. */
export const playScene = (notes: Notes): Scene => {
  const bySlot = new Map(notes.free.map((courier) => [courier.slot, courier]))
  let nearAt = 0
  let travelAt = 0
  return {
    nowMs: notes.nowMs,
    orders: notes.orders,
    soonFree: notes.soonFree,
    courier: (slot) => bySlot.get(slot)!,
    near: {
      size: notes.free.length + notes.others,
      nearest: (_x, _y, _k, _maxM, _admits, out) => {
        const count = notes.nearTape[nearAt++]!
        for (let i = 0; i < count; i++) out[i] = notes.nearTape[nearAt++]!
        return count
      },
    },
    travel: { seconds: () => notes.travelTape[travelAt++]! / 10 },
  }
}
