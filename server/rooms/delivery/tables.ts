/** Every way in which a region changes its rows. */
import { tables } from '../../engine/tables.ts'
import { counterMigrations, counterWrites } from './book/counter-tables.ts'
import { restaurantWrites } from './book/rows.ts'
import { listingMigrations, listingWrites } from './catalogue/rows.ts'
import { memoryMigrations, memoryWrites } from './memory.ts'
import { regionMigrations } from './migrations.ts'
import { orderMigrations } from './orders/migrations.ts'
import { orderWrites } from './orders/tables.ts'
import { ageMigrations, orderUpkeep } from './orders/upkeep.ts'
import { pastMigrations, pastUpkeep, pastWrites } from './past/rows.ts'
import { regionWrites } from './region-tables.ts'
import { trackMigrations, trackUpkeep, trackWrites } from './tracks/tables.ts'

export const deliveryTables = tables({
  migrations: {
    ...regionMigrations,
    ...orderMigrations,
    ...trackMigrations,
    ...counterMigrations,
    ...ageMigrations,
    ...listingMigrations,
    ...pastMigrations,
    ...memoryMigrations,
  },
  upkeep: { ...trackUpkeep, ...orderUpkeep, ...pastUpkeep },
  writes: {
    ...regionWrites,
    ...orderWrites,
    ...trackWrites,
    ...restaurantWrites,
    ...listingWrites,
    ...counterWrites,
    ...pastWrites,
    ...memoryWrites,
  },
})

export type DeliveryWrites = typeof deliveryTables.writes
