/** What streets, districts and parks are called. */
import { AVENUE, LANE } from './plan.ts'

const FIRST =
  'Acorn Alder Amber Anchor Apple Ash Aspen Baker Barley Basket Beacon Beech Bell Birch Blossom Bluebell Bramble Brewer Bridge Bronze Candle Canal Carver Castle Cedar Chapel Cherry Chestnut Clover Cobbler Cooper Copper Coral Crane Crescent Crown Dairy Damson Dove Eagle Elder Elm Ember Falcon Fennel Fern Ferry Fiddler Field Finch Fisher Flax Forge Fountain Fox Garden Garnet Gate Glover Granary Grove Harbour Harvest Hawthorn Hazel Heather Heron Hill Holly Honey Hopper Iron Ivory Ivy Jasper Juniper Kestrel King Kingfisher Lantern Larch Lark Laurel Lavender Lemon Lilac Lime Linden Linnet Lock Lotus Magnolia Maple Market Marigold Martin Mason Meadow Mercer Mill Mint Mirror Moon Mulberry Myrtle Nettle Nightingale Oak Olive Orchard Osprey Otter Owl Paper Park Pearl Pepper Pilgrim Pine Plover Plum Poplar Poppy Potter Primrose Quarry Queen Quince Raven Reed River Robin Rope Rose Rowan Rye Saddler Saffron Sage Salt School Silver Skylark Sparrow Spring Spruce Star Station Stone Sun Swallow Swan Sycamore Tanner Teal Thistle Thorn Thyme Tile Tower Tulip Vine Violet Walnut Water Weaver Well Wheat Wheel Willow Windmill Wren Yarrow Yew'.split(
    ' ',
  )
const LAST = {
  avenue: ['Avenue', 'Boulevard', 'Parade'],
  street: ['Street', 'Road', 'Way', 'Hill', 'Rise', 'Drive'],
  lane: ['Lane', 'Row', 'Walk', 'Close', 'Yard', 'Mews'],
} as const

const DISTRICT_FIRST =
  'Alder Ash Black Brook Clay East Elm Fair Green Harb High King Lang Marsh Mill Moor New North Oak Old Queen Red Rush Sand South Stan Summer Thorn Wald West White Winter'.split(
    ' ',
  )
const DISTRICT_LAST =
  'bridge brook bury by croft dale field ford gate ham hill holm hurst ley mead stead ton wick wood worth'.split(' ')

/** The names of one city's streets: each once. */
export class StreetNames {
  readonly all: string[] = []
  readonly #random: () => number
  readonly #used = new Set<string>()

  constructor(random: () => number) {
    this.#random = random
  }

  /** A street that is called this: its place in `all`. */
  fixed(name: string): number {
    this.#used.add(name)
    return this.all.push(name) - 1
  }

  /** Another street of this class. */
  next(road: number): number {
    const last = road === AVENUE ? LAST.avenue : road === LANE ? LAST.lane : LAST.street
    return this.fixed(fresh(this.#random, this.#used, () => `${pick(this.#random, FIRST)} ${pick(this.#random, last)}`))
  }
}

export const districtNames = (random: () => number, count: number): string[] => {
  const used = new Set<string>()
  return Array.from({ length: count }, (_, i) => {
    const name =
      i === 0 ? 'Old Town' : fresh(random, used, () => `${pick(random, DISTRICT_FIRST)}${pick(random, DISTRICT_LAST)}`)
    used.add(name)
    return name
  })
}

export const parkNames = (random: () => number, count: number): string[] => {
  const used = new Set<string>()
  return Array.from({ length: count }, () => {
    const name = fresh(
      random,
      used,
      () => `${pick(random, FIRST)} ${pick(random, ['Park', 'Gardens', 'Common', 'Green'])}`,
    )
    used.add(name)
    return name
  })
}

export const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!

/** A name that is not used yet; after some tries with a number. */
const fresh = (random: () => number, used: ReadonlySet<string>, make: () => string): string => {
  for (let tries = 0; tries < 40; tries++) {
    const name = make()
    if (!used.has(name)) return name
  }
  for (let n = 2; ; n++) {
    const name = `${make()} ${n}`
    if (!used.has(name)) return name
  }
}
