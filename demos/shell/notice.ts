/** Words that come up over a page: toasts for refusals, a banner for a host that is away, a bar for waiting. */
import { element, say, show } from './dom.ts'

/** What, why and what now in one sentence; the code in small. */
export interface Notice {
  readonly text: string
  readonly code?: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

const TOAST_MS = 6_000
const LOADING_AFTER_MS = 300

export const toasts = element('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' })

export const toast = (notice: Notice): void => {
  const box = element('div', { class: 'toast' }, ...noticeParts(notice, () => box.remove()))
  toasts.append(box)
  if (toasts.childElementCount > 3) toasts.firstElementChild?.remove()
  // What asks for something stays until it is answered.
  if (notice.action === undefined) window.setTimeout(() => box.remove(), TOAST_MS)
}

const noticeParts = (notice: Notice, done: () => void): HTMLElement[] => {
  const parts: HTMLElement[] = [element('span', { class: 'toast-text' }, notice.text)]
  if (notice.code !== undefined) parts.push(element('code', {}, notice.code))
  if (notice.action !== undefined) {
    const { label, run } = notice.action
    parts.push(element('button', { class: 'button small', click: () => (done(), run()) }, label))
  }
  return parts
}

const bannerText = element('span')
/** Stays as long as what it says is true. */
export const banner = element('div', { class: 'banner', role: 'status', hidden: true }, bannerText)

export const setBanner = (text: string | undefined): void => {
  show(banner, text !== undefined)
  if (text !== undefined) say(bannerText, text)
}

/** The thin bar on top: only after 300 ms, so that what is quick does not flicker. */
export const loadingBar = element('div', {
  class: 'loading',
  hidden: true,
  role: 'progressbar',
  'aria-label': 'Loading',
})
let loads = 0
let timer = 0

export const loading = async <T>(work: Promise<T>): Promise<T> => {
  if (loads++ === 0) timer = window.setTimeout(() => show(loadingBar, true), LOADING_AFTER_MS)
  try {
    return await work
  } finally {
    if (--loads === 0) {
      clearTimeout(timer)
      show(loadingBar, false)
    }
  }
}
