/** The region that a host has for demos: there as soon as somebody comes, and anybody may be anything in it. */
import { BONUS } from '../../../shared/delivery/bonus.ts'
import { DEMO_REGION } from '../../../shared/delivery/rules.ts'
import type { RegionInfo } from '../../../shared/delivery/types.ts'
import { DEMO_ROLES } from './access.ts'

/** Of its generated streets. */
const SEED = 1

export const demoRegion = (): RegionInfo => ({
  id: DEMO_REGION,
  name: 'The City',
  centre: { latE7: 525_200_000, lonE7: 134_050_000 },
  radiusM: 8_000,
  rules: {
    currency: 'EUR',
    baseFee: 190,
    feePer100M: 9,
    cancelFee: 0,
    bonusPpm: BONUS.ppm,
    timeZone: 'Europe/Berlin',
    taxPpm: { food: 70_000, drink: 190_000 },
    open: DEMO_ROLES,
  },
  city: SEED,
})
