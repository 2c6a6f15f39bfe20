/** What the kitchen's parts work with. */
import type { Kitchen } from '@tutti/client/delivery'
import type { RegionInfo } from '../../../shared/delivery/types.ts'
import type { Side } from '../desk.ts'

export interface KitchenDesk {
  readonly side: Side
  readonly kitchen: Kitchen
  readonly region: RegionInfo
}
