/** The game's part of the network panel: what prediction and interpolation do, and two sliders that make it hard. */
import type { Shell } from '../shell/shell.ts'
import { slider } from '../shell/panel.ts'
import type { Match } from './match.ts'

const NONE = '–'

export const addGameSection = (shell: Shell, match: () => Match | undefined): void => {
  const read = (say: (stats: Match['game']['stats']) => string): (() => string) => {
    return () => {
      const now = match()
      return now?.room.status === 'live' ? say(now.game.stats) : NONE
    }
  }
  shell.panel.section(
    'Match',
    [
      { label: 'Ping', read: read(({ rttMs }) => (rttMs === undefined ? NONE : `${Math.round(rttMs)} ms`)) },
      { label: 'Snapshots', read: read(({ snapshotHz }) => `${snapshotHz.toFixed(1)} a second`) },
      { label: 'Snapshot bytes', read: read(({ bytesPerSecond }) => `${(bytesPerSecond / 1000).toFixed(1)} KB/s`) },
      { label: 'Prediction error', read: read(({ predictionErrorM }) => `${(predictionErrorM * 100).toFixed(1)} cm`) },
      { label: 'Worst', read: read(({ predictionErrorPeakM }) => `${(predictionErrorPeakM * 100).toFixed(1)} cm`) },
      { label: 'Corrections', read: read(({ corrections }) => String(corrections)) },
      {
        label: 'Others are shown',
        read: read(({ interpolationDelayMs }) => `${Math.round(interpolationDelayMs)} ms late`),
      },
    ],
    slider('Latency', { max: 400, step: 10, unit: 'ms' }, (latencyMs) => shell.line.set({ latencyMs })),
    slider('Loss', { max: 20, step: 1, unit: '%' }, (lossPercent) => shell.line.set({ lossPercent })),
  )
}
