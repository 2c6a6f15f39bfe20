/** What a side of the page is given: its own connection, the city, a map, and what the other sides beside it do. */
import type { City } from '../../shared/delivery/city/types.ts'
import type { RegionInfo } from '../../shared/delivery/types.ts'
import type { PageClient } from '../shell/client.ts'
import type { Shell } from '../shell/shell.ts'
import type { SideName } from './address.ts'
import type { CityMap, MapOptions } from './map/map.ts'
import type { Story } from './sides/story.ts'

export interface Side {
  readonly shell: Shell
  /** Of this side alone, and ready: join `region` as `as`. It is closed by the page. */
  readonly client: PageClient
  readonly region: string
  readonly as: SideName | 'guest'
  /** `guest`: the share link of one order. */
  readonly link: string | undefined
  readonly me: { readonly id: string; readonly name: string }
  /** The streets of a region; undefined where nobody generated them. Made once, however many ask. */
  city(region: RegionInfo): Promise<City | undefined>
  /** A map of a region that fills `holder`; streets appear as soon as they are there. Close it. */
  map(holder: HTMLElement, region: RegionInfo, options?: MapOptions): CityMap
  /** What the sides of one page tell each other. Alone in a window it is still there, and quiet. */
  readonly story: Story
  /** No network for this side alone, as in a tunnel. */
  cut(away: boolean): void
  /** Alone in its window, not beside the others: there is room. */
  readonly alone: boolean
}

export interface Mounted {
  close(): void
}

/** How a side begins: fills `place` and never touches what is outside of it. Rejections are shown by the page. */
export type Mount = (place: HTMLElement, side: Side) => Mounted | Promise<Mounted>
