/** After the host has ended: is everything in the tracks that it took? */
import { readFileSync, rmSync } from 'node:fs'
import { mergeTrack } from '../shared/delivery/track-chunk.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import { chunksOf, keptIn } from './delivery-rows.ts'
import type { Rows } from './delivery-rows.ts'
import { missing } from './delivery-samples.ts'
import type { SamplesFile } from './delivery-samples.ts'

export interface Kept {
  /** In all tracks, but for those that were there before. */
  readonly fixes: number
  readonly bytesPerFix: number | null
  readonly rows: number
  /** Of the couriers whose every fix was remembered. */
  readonly sample: { couriers: number; sent: number; lost: number; acked: number; ackedLost: number }
}

export const keptOf = async (rows: Rows, plan: DeliveryPlan, processes: number, before: number): Promise<Kept> => {
  const sample = { couriers: 0, sent: 0, lost: 0, acked: 0, ackedLost: 0 }
  for (let n = 0; n < processes; n++) {
    const path = `${plan.samplesFile}.${n}`
    // Written by the client processes of this run alone.
    const file = JSON.parse(readFileSync(path, 'utf8')) as SamplesFile
    rmSync(path)
    for (const courier of Object.keys(file.fixes)) {
      const { ts, count } = mergeTrack(await chunksOf(rows, courier))
      const found = missing(file, courier, new Set(ts.subarray(0, count)))
      sample.couriers++
      sample.sent += found.sent
      sample.lost += found.lost
      sample.acked += found.acked
      sample.ackedLost += found.ackedLost
    }
  }
  const { fixes, bytes, rows: count } = await keptIn(rows)
  return { fixes: fixes - before, bytesPerFix: fixes === 0 ? null : bytes / fixes, rows: count, sample }
}
