/** What a run of the delivery load has to show, from what its client processes counted and what is in the database. */
import type { Kept } from './delivery-check.ts'
import type { Measurement } from './measurement.ts'
import type { Figures } from './run.ts'
import { percentilesOf } from './swarm.ts'

export const figuresOf = ({ crop, seconds, cpuMs }: Measurement): Figures => {
  const { accepted, acceptedMs, updates = 0, coarse = 0, aloneUsPerFix } = crop.counts
  const perSecond = accepted === undefined || acceptedMs === undefined ? null : accepted / (acceptedMs / 1000)
  const us = cpuMs === null ? null : cpuMs * 1000
  return {
    fixesPerSecond: perSecond,
    accepted: accepted ?? null,
    refusedByReason: Object.fromEntries(
      Object.entries(crop.counts)
        .filter(([name]) => name.startsWith('refused '))
        .map(([name, count]) => [name.slice('refused '.length), count]),
    ),
    cpuUsPerFix: aloneUsPerFix ?? null,
    cpuUsPerWatcherUpdate:
      us === null || aloneUsPerFix === undefined || perSecond === null || updates === 0
        ? null
        : (us - aloneUsPerFix * perSecond * seconds) / updates,
    watcherLatencyMs: percentilesOf(crop, 'watcher'),
    watcherUpdatesPerSecond: updates / seconds,
    coarseUpdatesPerSecond: coarse / seconds,
    clientCpuPercent: Math.max(...crop.cpuPercents),
  }
}

/** Killed, the host owes only what it has acknowledged; asked to stop, all that it took. */
export const keptFigures = ({ crop }: Measurement, kept: Kept, killed: boolean): Figures => {
  const { acceptedInAll, acked } = crop.counts
  const missing = acceptedInAll === undefined ? null : Math.max(0, acceptedInAll - kept.fixes)
  return {
    lost: killed ? kept.sample.ackedLost : missing === null ? null : Math.max(missing, kept.sample.lost),
    acceptedInAll: acceptedInAll ?? null,
    acked: acked ?? null,
    sample: kept.sample,
    trackRows: kept.rows,
    trackBytesPerFix: kept.bytesPerFix,
  }
}
