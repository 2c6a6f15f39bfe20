/** What the parts of a city hand each other while it is planned: on a flat map, before its streets are bent. */
import { cosTurn, sinTurn } from './waves.ts'

/** A street as it is drawn with a ruler; where it crosses others is found out later. */
export interface Line {
  /** Place in ROAD_CLASSES. */
  readonly road: number
  /** Place in the list of street names. */
  readonly street: number
  /** x, y, x, y, … */
  readonly points: readonly number[]
}

/** ROAD_CLASSES as numbers. */
export const MOTORWAY = 0
export const AVENUE = 1
export const STREET = 2
export const LANE = 3

/** Even-odd rule; `points` as x, y, x, y, … */
export const isInside = (points: ArrayLike<number>, x: number, y: number): boolean => {
  let inside = false
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const yi = points[i + 1]!
    const yj = points[j + 1]!
    if (yi > y !== yj > y && x < ((points[j]! - points[i]!) * (y - yi)) / (yj - yi) + points[i]!) inside = !inside
  }
  return inside
}

/** A closed curve around a place, of a radius that swings; x, y, x, y, … */
export const around = (x: number, y: number, corners: number, radiusAt: (turn: number) => number): number[] => {
  const points: number[] = []
  for (let i = 0; i < corners; i++) {
    const turn = i / corners
    const r = radiusAt(turn)
    points.push(x + r * cosTurn(turn), y + r * sinTurn(turn))
  }
  return points
}

/** The same, drawn: back to where it began. */
export const closed = (points: readonly number[]): number[] => [...points, points[0]!, points[1]!]
