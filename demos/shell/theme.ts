/** Light or dark: the system's choice until somebody chooses. theme.js applies it before the first paint. */
import { stored } from './storage.ts'

export type Theme = 'light' | 'dark'
const KEY = 'tutti.theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

export const theme = (): Theme => {
  const chosen = document.documentElement.dataset['theme']
  if (chosen === 'light' || chosen === 'dark') return chosen
  return system.matches ? 'dark' : 'light'
}

export const switchTheme = (): void => {
  const next: Theme = theme() === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset['theme'] = next
  stored.set(KEY, next)
  for (const tell of listeners) tell()
}

/** Called after every change of theme, the system's included. Returns what ends it. */
export const onTheme = (tell: () => void): (() => void) => {
  listeners.add(tell)
  return () => void listeners.delete(tell)
}

system.addEventListener('change', () => {
  for (const tell of listeners) tell()
})

/** A token's value now, for canvases. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

export const calmMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
