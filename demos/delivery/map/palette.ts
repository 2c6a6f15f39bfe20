/** The map's colours, as style/map.css has them for the theme that is on. */
import { token } from '../../shell/theme.ts'

export interface Palette {
  readonly land: string
  readonly park: string
  readonly water: string
  readonly edge: string
  readonly lane: string
  readonly street: string
  readonly avenue: string
  readonly motorway: string
  readonly name: string
  readonly quietName: string
  readonly waterName: string
  readonly halo: string
}

export const palette = (): Palette => ({
  land: token('--map-land'),
  park: token('--map-park'),
  water: token('--map-water'),
  edge: token('--map-edge'),
  lane: token('--map-lane'),
  street: token('--map-street'),
  avenue: token('--map-avenue'),
  motorway: token('--map-motorway'),
  name: token('--map-name'),
  quietName: token('--map-quiet-name'),
  waterName: token('--map-water-name'),
  halo: token('--map-halo'),
})
