/** A generated city in plain types: one object for the map, for routes and for the people who live in it. */
import type { MenuItem, OpenHours, Place } from '../order-types.ts'

/** By speed, fastest first; a road's class is its place in this list. */
export const ROAD_CLASSES = ['motorway', 'avenue', 'street', 'lane'] as const
export type RoadClass = (typeof ROAD_CLASSES)[number]

/**
 * Roads as columns. All places are metres east (x) and north (y) of the city's centre (localFrame of geo.ts). Edges are
 * straight, and there is one for each direction: those that leave node `n` are `first[n]` up to, but not including,
 * `first[n + 1]`.
 */
export interface RoadGraph {
  readonly nodes: number
  readonly edges: number
  readonly x: Float64Array
  readonly y: Float64Array
  /** `nodes` + 1 long. */
  readonly first: Int32Array
  readonly from: Int32Array
  readonly to: Int32Array
  readonly lengthM: Float64Array
  /** Place in ROAD_CLASSES. */
  readonly road: Uint8Array
  /** Place in City.streets. */
  readonly street: Int32Array
}

/** A stretch of one street, as a map draws it. */
export interface Way {
  readonly road: RoadClass
  /** Place in City.streets. */
  readonly street: number
  /** Over the river. */
  readonly bridge: boolean
  /** x, y, x, y, … */
  readonly points: Float64Array
}

/** A polygon without holes; the last corner is joined to the first. */
export interface Area {
  readonly name: string
  /** x, y, x, y, … */
  readonly points: Float64Array
}

export interface District extends Area {
  /** Where its name is written. */
  readonly xM: number
  readonly yM: number
}

export interface River extends Area {
  /** Its middle, from end to end: for its name. */
  readonly middle: Float64Array
  readonly widthM: number
}

export interface CityRestaurant {
  readonly id: string
  readonly name: string
  readonly place: Place
  readonly xM: number
  readonly yM: number
  readonly address: string
  readonly cuisines: readonly string[]
  /** 1 … 4. */
  readonly priceLevel: number
  readonly prepMin: number
  /** Minutes of the week from Monday 00:00, local. */
  readonly hours: readonly OpenHours[]
  readonly menu: readonly MenuItem[]
}

/** Doors as columns. */
export interface Homes {
  readonly count: number
  readonly x: Float64Array
  readonly y: Float64Array
  /** Place in City.streets, and the number of the house. */
  readonly street: Int32Array
  readonly house: Int32Array
}

export interface City {
  readonly seed: number
  readonly centre: Place
  readonly radiusM: number
  readonly roads: RoadGraph
  /** Names; what lies on a street names its place here. */
  readonly streets: readonly string[]
  /** Lanes first, motorways last: the order to draw them in. */
  readonly ways: readonly Way[]
  readonly river: River
  readonly parks: readonly Area[]
  readonly districts: readonly District[]
  readonly restaurants: readonly CityRestaurant[]
  readonly homes: Homes
}
