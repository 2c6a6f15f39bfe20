/** A restaurant as it is searched for, and in which order those that were found stand. */
import type { MenuItem, OpenHours, Place } from '../../../../shared/delivery/order-types.ts'
import { wordsOf } from '../../../../shared/words.ts'

/** What a restaurant says of itself, and what is said of it: everything but what it sells. */
export interface Listed {
  readonly id: string
  readonly name: string
  readonly place: Place
  readonly cuisines: readonly string[]
  /** 1 … 4. */
  readonly priceLevel: number
  readonly prepMin: number
  readonly hours: readonly OpenHours[]
  /** What its people have said, whatever the hours say; null: as they say. */
  readonly opening: boolean | null
  /** Sum and count of its stars. */
  readonly stars: number
  readonly ratings: number
  /** Metres to the farthest door that it brings to, as the crow flies; null: wherever the region does. */
  readonly reachM: number | null
}

/** What a search knows of a restaurant. */
export interface Listing extends Listed {
  /** Words of what can be ordered, folded, each once and in order, with spaces between: a tenth of what a menu weighs. */
  readonly dishes: string
}

/** Words of one menu that count; some 90 of 100 menus of 30 dishes have fewer. */
const DISH_WORDS = 200

export const dishesOf = (menu: readonly MenuItem[]): string => {
  const words = new Set<string>()
  for (const { name, available } of menu)
    if (available) for (const word of wordsOf(name)) if (words.size < DISH_WORDS) words.add(word)
  return [...words].sort().join(' ')
}

/** Whether it brings to a door so many metres away, as the crow flies. */
export const reaches = ({ reachM }: Pick<Listed, 'reachM'>, metres: number): boolean =>
  reachM === null || metres <= reachM

export const SORTS = ['distance', 'rating', 'eta', 'relevance'] as const
export type Sort = (typeof SORTS)[number]

/** Streets are longer than the crow's way; at the pace of a scooter, and four minutes at the counter and at the door. */
const ROAD_S_PER_M = 1.35 / 8
const HANDOVER_S = 240

/** Seconds from an order to the door, from so far away: to be cooked, handed over twice, and ridden. */
export const etaSeconds = (prepMin: number, distanceM: number): number =>
  prepMin * 60 + HANDOVER_S + Math.round(distanceM * ROAD_S_PER_M)

/** Metres beyond which nothing arrives so soon, however quickly it is cooked. */
export const etaReachM = (seconds: number): number => (seconds - HANDOVER_S + 1) / ROAD_S_PER_M

/** As many ratings of 4 stars are added to everybody's own, so that one of five stars says little. */
const PRIOR_COUNT = 20
const PRIOR_STARS = 4

/** The mean with the prior, millionths of a star. */
export const smoothedRating = (stars: number, ratings: number): number =>
  Math.round(((stars + PRIOR_COUNT * PRIOR_STARS) / (ratings + PRIOR_COUNT)) * 1e6)

/** As it is shown: tenths of a star, 0 where there are none. */
export const shownTenths = (stars: number, ratings: number): number =>
  ratings === 0 ? 0 : Math.round((stars / ratings) * 10)

/** How well it fits what was asked for: 3 a word of the name, 2 the beginning of one, 1 that of a cuisine or a dish. */
export const GRADE = { word: 3, prefix: 2, food: 1 } as const

/**
 * Points by which a restaurant is relevant: up to 3,000 for its words, up to 1,000 for its stars, minus one for every 10 m
 * up to 30 km. A grade of one word weighs as much as 10 km, and a star as much as 2 km.
 */
export const relevance = (gradeSum: number, words: number, smoothed: number, distanceM: number): number =>
  (words === 0 ? 0 : Math.floor((1_000 * gradeSum) / words)) +
  Math.floor(smoothed / 5_000) -
  Math.min(3_000, Math.floor(distanceM / 10))

/** Decides between equals: a hash favours nobody for its name. FNV-1a over UTF-16 units. */
export const tieOf = (id: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Where a restaurant stands: whoever has the smaller key, then the smaller tie, then the smaller id comes first. */
export interface Standing {
  readonly key: number
  readonly tie: number
  readonly id: string
}

export const isBehind = (key: number, tie: number, id: string, other: Standing): boolean =>
  key === other.key ? (tie === other.tie ? id > other.id : tie > other.tie) : key > other.key
