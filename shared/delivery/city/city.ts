/** A city that is the same wherever it is generated: same seed, same streets. */
import type { Place } from '../order-types.ts'
import type { City } from './types.ts'

/**
 * Metres around `centre`: the streets reach to about 0.95 of `radiusM`.
 * @param seed an integer
 * @param radiusM 2,000 … 20,000
 */
export declare const generateCity: (seed: number, centre: Place, radiusM: number) => City
