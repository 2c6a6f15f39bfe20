/** The tokens as a canvas needs them: resolved once a theme, with the few mixes that drawing uses. */
import { theme, token } from '../../shell/theme.ts'

export interface Palette {
  readonly dark: boolean
  readonly paper: string
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly card: string
  readonly accent: string
  readonly calm: string
  readonly warn: string
  readonly stop: string
  readonly sky: string
  readonly outside: string
  readonly gridFine: string
  readonly wallTop: string
  readonly wallSide: string
  readonly wallEdge: string
  readonly wallShadow: string
  readonly actorShadow: string
  readonly storm: string
  readonly aimLine: string
  readonly glow: string
  readonly blast: string
}

export const readPalette = (): Palette => {
  const dark = theme() === 'dark'
  const paper = token('--paper')
  const ink = token('--ink')
  const line = token('--line')
  const card = token('--card')
  return {
    dark,
    paper,
    ink,
    muted: token('--muted'),
    line,
    card,
    accent: token('--accent'),
    calm: token('--calm'),
    warn: token('--warn'),
    stop: token('--stop'),
    sky: token('--sky'),
    outside: dark ? mix('#000000', paper, 0.35) : mix(line, paper, 0.75),
    gridFine: mix(line, paper, dark ? 0.4 : 0.45),
    wallTop: dark ? mix(ink, card, 0.2) : mix(paper, ink, 0.14),
    wallSide: dark ? mix(ink, card, 0.07) : mix('#000000', ink, 0.25),
    wallEdge: dark ? mix(ink, card, 0.34) : mix(paper, ink, 0.3),
    wallShadow: dark ? 'rgb(0 0 0 / 55%)' : 'rgb(21 23 28 / 22%)',
    actorShadow: dark ? 'rgb(0 0 0 / 45%)' : 'rgb(21 23 28 / 20%)',
    storm: withAlpha(token('--stop'), dark ? 0.16 : 0.12),
    aimLine: withAlpha(token('--accent'), 0.28),
    glow: withAlpha(token('--accent'), dark ? 0.22 : 0.16),
    blast: withAlpha(token('--warn'), 0.5),
  }
}

const channels = (hex: string): [number, number, number] => {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex
  const n = Number.parseInt(full.slice(1), 16)
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255]
}

/** `share` of a over b. Colours are #rrggbb. */
export const mix = (a: string, b: string, share: number): string => {
  const from = channels(b)
  const to = channels(a)
  const [red, green, blue] = from.map((value, i) => Math.round(value + ((to[i] ?? 0) - value) * share))
  return `#${[red, green, blue].map((value) => (value ?? 0).toString(16).padStart(2, '0')).join('')}`
}

export const withAlpha = (hex: string, alpha: number): string => {
  const [red, green, blue] = channels(hex)
  return `rgb(${red} ${green} ${blue} / ${Math.round(alpha * 100)}%)`
}
