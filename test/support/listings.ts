/** Restaurants at random, questions about them, and the answers of somebody who looks at every one of them. */
import { isOpenAt } from '../../shared/delivery/hours.ts'
import { distanceM, wrap180E7 } from '../../shared/delivery/geo.ts'
import type { MenuItem, OpenHours, Place } from '../../shared/delivery/order-types.ts'
import type { Asked } from '../../server/rooms/delivery/catalogue/question.ts'
import { dishesOf, tieOf } from '../../server/rooms/delivery/catalogue/listing.ts'
import type { Listing } from '../../server/rooms/delivery/catalogue/listing.ts'

const METRE_E7 = 1e7 / 111_195
const CUISINES = ['Crêpes', 'Pizza', 'Sushi', 'Thai', 'Burger', 'Café', 'Indian curry', 'Vegan', 'Döner', 'Bakery']
const FIRST = ['Golden', 'Old', 'Chez', 'Little', 'Royal', 'Zum', 'La', 'El', 'Blue', 'Étoile', 'Ångström', 'Pizza']
const SECOND = ['Dragon', 'Löwe', 'Olive', 'Garden', 'Corner', 'Rosé', 'Bistro', 'Kitchen', 'Napoli', 'Tandoor']

export type Random = () => number
const upTo = (random: Random, n: number): number => Math.floor(random() * n)
const pick = <T>(random: Random, all: readonly T[]): T => all[upTo(random, all.length)]!

/** East and north of a place. */
export const placeAt = (centre: Place, xM: number, yM: number): Place => ({
  latE7: Math.round(centre.latE7 + yM * METRE_E7),
  lonE7: wrap180E7(Math.round(centre.lonE7 + (xM * METRE_E7) / Math.cos((centre.latE7 / 1e7) * (Math.PI / 180)))),
})

/** Three kinds of week: all day, lunch and evening, and bars that are open into Monday. */
const hoursOf = (random: Random): OpenHours[] => {
  const kind = upTo(random, 4)
  if (kind === 0) return []
  const from = 60 * (6 + upTo(random, 12))
  const length = 60 * (2 + upTo(random, kind === 3 ? 14 : 6))
  return Array.from({ length: 7 }, (_, day) => ({ from: day * 1_440 + from, to: day * 1_440 + from + length }))
}

const DISHES = (
  'Soup,Crème brûlée,Pad thai,Onion rings,Tiramisù,Falafel wrap,Apple pie,Ramen,Goulash,Käsespätzle,Bibimbap,Dal,Pho,' +
  'Moussaka,Ceviche,Paella,Gyoza,Poke bowl,Risotto,Shakshuka,Pierogi,Jambalaya,Tacos,Quiche,Borscht,Satay,Naan,Kebab'
).split(',')
const SIDES = ['large', 'with rice', 'of the day', 'spicy', 'No.']

/** Up to thirty dishes, some of them sold out. */
const menuOf = (random: Random): MenuItem[] =>
  Array.from({ length: upTo(random, 30) }, (_, i) => ({
    id: `${i}`,
    name: `${pick(random, DISHES)} ${pick(random, SIDES)} ${upTo(random, 100)}`,
    about: '',
    price: 100,
    taxClass: 'food',
    available: random() < 0.9,
  }))

/** In the region as restaurants lie: most of them near to its middle, and a few that are out of it. */
export const randomListing = (random: Random, id: string, centre: Place, radiusM: number): Listing => {
  const far = random() < 0.01 ? 3 : random() < 0.6 ? 0.2 : 1
  const ratings = random() < 0.2 ? 0 : upTo(random, 300)
  return {
    id,
    name: `${pick(random, FIRST)} ${pick(random, SECOND)}${random() < 0.3 ? ` ${upTo(random, 50)}` : ''}`,
    place: placeAt(centre, (random() * 2 - 1) * radiusM * far, (random() * 2 - 1) * radiusM * far),
    cuisines: [...new Set([pick(random, CUISINES), pick(random, CUISINES)])].slice(0, 1 + upTo(random, 2)),
    priceLevel: 1 + upTo(random, 4),
    prepMin: upTo(random, 50),
    hours: hoursOf(random),
    opening: random() < 0.9 ? null : random() < 0.5,
    reachM: random() < 0.5 ? null : 100 + upTo(random, radiusM),
    dishes: dishesOf(menuOf(random)),
    stars: Math.round(ratings * (2.5 + 2.5 * random())),
    ratings,
  }
}

const TEXTS = [
  'dragon',
  'Pizz',
  'etoile',
  'LOWE',
  'cafe',
  'curry gar',
  'a',
  'blue 1',
  'indian tan',
  'crepes',
  'zzz',
  'tirami',
  'creme bru',
  'dragon soup',
  'pad thai 7',
  '!',
]

export const randomQuestion = (random: Random, centre: Place, radiusM: number): Asked => {
  const out = random() < 0.03 ? 4 : 1.1
  const near =
    random() < 0.8 ? placeAt(centre, (random() * 2 - 1) * out * radiusM, (random() * 2 - 1) * out * radiusM) : undefined
  const sorts =
    near === undefined ? (['rating', 'relevance'] as const) : (['distance', 'rating', 'eta', 'relevance'] as const)
  return {
    near,
    radiusM: near === undefined || random() < 0.5 ? undefined : 1 + upTo(random, radiusM),
    etaMaxMin: near === undefined || random() < 0.7 ? undefined : 5 + upTo(random, 60),
    text: random() < 0.4 ? pick(random, TEXTS) : undefined,
    cuisines: random() < 0.3 ? [pick(random, CUISINES).toLowerCase(), pick(random, CUISINES)] : undefined,
    priceMax: random() < 0.2 ? 1 + upTo(random, 4) : undefined,
    ratingMin: random() < 0.2 ? 1 + upTo(random, 41) / 10 : undefined,
    open: random() < 0.3 ? random() < 0.8 : undefined,
    delivers: near === undefined || random() < 0.7 ? undefined : random() < 0.8,
    sort: random() < 0.8 ? pick(random, sorts) : undefined,
    limit: 1 + upTo(random, 40),
  }
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const split = (text: string): string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? []

/** 3 a whole word of the name, 2 its beginning, 1 the beginning of a cuisine's or a dish's; undefined: a word that is not there. */
const fit = ({ name, cuisines, dishes }: Listing, text: string): number | undefined => {
  const wanted = [...new Set(split(text))]
  if (wanted.length === 0) return undefined
  const grades = wanted.map((word): number => {
    if (split(name).includes(word)) return 3
    if (split(name).some((one) => one.startsWith(word))) return 2
    return split(`${cuisines.join(' ')} ${dishes}`).some((one) => one.startsWith(word)) ? 1 : 0
  })
  return grades.includes(0) ? undefined : Math.floor((1_000 * grades.reduce((a, b) => a + b, 0)) / wanted.length)
}

/** All that fit, in order: their ids. */
export const lookAtAll = (all: Iterable<Listing>, asked: Asked, weekMinute: number): string[] => {
  const { near, radiusM, etaMaxMin, text, cuisines, priceMax, ratingMin, open, delivers } = asked
  const sort = asked.sort ?? (text !== undefined || near === undefined ? 'relevance' : 'distance')
  const rows: { id: string; key: number }[] = []
  for (const one of all) {
    const metres =
      near === undefined ? 0 : Math.round(distanceM(near.latE7, near.lonE7, one.place.latE7, one.place.lonE7))
    const etaS = one.prepMin * 60 + 240 + Math.round((metres * 1.35) / 8)
    const shown = one.ratings === 0 ? 0 : Math.round((one.stars / one.ratings) * 10) / 10
    const smoothed = Math.round(((one.stars + 80) / (one.ratings + 20)) * 1e6)
    const words = text === undefined ? 0 : fit(one, text)
    const keys = {
      distance: metres,
      eta: etaS,
      rating: -smoothed,
      relevance: Math.min(3_000, Math.floor(metres / 10)) - (words ?? 0) - Math.floor(smoothed / 5_000),
    }
    if (words === undefined || metres > (radiusM ?? Infinity) || etaS / 60 > (etaMaxMin ?? Infinity)) continue
    if (delivers !== undefined && metres <= (one.reachM ?? Infinity) !== delivers) continue
    if (one.priceLevel > (priceMax ?? 4) || shown < (ratingMin ?? 0)) continue
    if (open !== undefined && isOpenAt(one.opening, one.hours, weekMinute) !== open) continue
    if (cuisines !== undefined && !one.cuisines.some((a) => cuisines.some((b) => plain(a) === plain(b)))) continue
    rows.push({ id: one.id, key: keys[sort] })
  }
  const order = (a: { id: string; key: number }, b: { id: string; key: number }): number =>
    a.key - b.key || tieOf(a.id) - tieOf(b.id) || (a.id < b.id ? -1 : 1)
  return rows.sort(order).map(({ id }) => id)
}
