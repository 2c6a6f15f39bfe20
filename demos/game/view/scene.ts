/** The picture of a match: what the drawing needs to know and nothing else. Metres, radians, milliseconds. */

export interface Wall {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** A person or bot. Objects live as long as the scene and are changed in place: drawing allocates nothing. */
export interface Actor {
  id: string
  name: string
  /** Index into PEOPLE. */
  color: number
  x: number
  y: number
  aim: number
  /** 0–1. */
  health: number
  /** 0–1. */
  armour: number
  visible: boolean
  mine: boolean
  /** FLAG bits of the rules. */
  flags: number
  /** performance.now() of the last damage seen; drawn as a flash. */
  hurtAtMs: number
}

export interface Shell {
  x: number
  y: number
  visible: boolean
  mine: boolean
}

export type ItemKind = 'health' | 'ammo' | 'armour'

export interface Item {
  readonly x: number
  readonly y: number
  readonly kind: ItemKind
  visible: boolean
}

export interface Zone {
  x: number
  y: number
  radius: number
  /** Where it will be when it has closed; radius 0 or less: nothing announced. */
  nextX: number
  nextY: number
  nextRadius: number
}

export interface Scene {
  readonly width: number
  readonly height: number
  readonly walls: readonly Wall[]
  readonly actorRadius: number
  readonly actors: readonly Actor[]
  readonly shells: readonly Shell[]
  readonly items: readonly Item[]
  readonly zone: Zone
  /** Where the camera looks. */
  readonly focus: { x: number; y: number }
}

export const newActor = (): Actor => ({
  id: '',
  name: '',
  color: 0,
  x: 0,
  y: 0,
  aim: 0,
  health: 1,
  armour: 0,
  visible: false,
  mine: false,
  flags: 0,
  hurtAtMs: -Infinity,
})
