/** How long a way takes where no roads are known: straight on, and as much longer as streets usually are. */
import type { Travel } from './dispatch/types.ts'

/** Streets against the crow's way, in towns. */
const DETOUR = 1.35

export const crowTravel: Travel = {
  seconds: (fromX, fromY, toX, toY, speedMS) => (Math.hypot(toX - fromX, toY - fromY) * DETOUR) / speedMS,
}
