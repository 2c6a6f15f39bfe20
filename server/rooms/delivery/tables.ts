/** Every way in which a region changes its rows. */
import { tables } from '../../engine/tables.ts'
import { orderMigrations, orderWrites } from './book/rows.ts'
import { regionMigrations } from './migrations.ts'
import { regionWrites } from './region-tables.ts'
import { trackMigrations, trackUpkeep, trackWrites } from './tracks/tables.ts'

export const deliveryTables = tables({
  migrations: { ...regionMigrations, ...orderMigrations, ...trackMigrations },
  upkeep: trackUpkeep,
  writes: { ...regionWrites, ...orderWrites, ...trackWrites },
})

export type DeliveryWrites = typeof deliveryTables.writes
