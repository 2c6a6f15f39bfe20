/** What floats over the messages: the day one is at, the way to what is unread, and the way back to the newest. */
import { element, say, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { capped, countOf, dayKey, dayName } from '../../shell/words.ts'

export interface FloatBar {
  readonly root: HTMLElement
  readonly newest: HTMLElement
  update(now: { topAt: number | undefined; atBottom: boolean; below: number; unread: number }): void
  pickDate(): void
}

export interface FloatBarOptions {
  toDay(startMs: number): void
  toUnread(): void
  toNewest(): void
  forgetUnread(): void
}

const dateValue = (at: number): string => {
  const key = dayKey(at)
  const [year, month, day] = [Math.floor(key / 10_000), (Math.floor(key / 100) % 100) + 1, key % 100]
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export const makeFloatBar = (options: FloatBarOptions): FloatBar => {
  const words = element('span')
  const date = element('input', { type: 'date', class: 'date-input', 'aria-label': 'Jump to a date', tabindex: -1 })
  date.addEventListener('change', () => {
    const [year, month, day] = date.value.split('-').map(Number)
    if (year !== undefined && month !== undefined && day !== undefined && year > 1970)
      options.toDay(new Date(year, month - 1, day).getTime())
  })
  const pickDate = (): void => {
    date.max = dateValue(Date.now())
    try {
      date.showPicker()
    } catch {
      // Not without a click, or not in this browser: the field itself can be typed in.
      date.focus()
    }
  }
  const day = element(
    'button',
    { class: 'float-pill day-pill', title: 'Jump to a date', 'aria-label': 'Jump to a date', click: pickDate },
    words,
  )
  const unreadWords = element('span')
  const unread = element(
    'div',
    { class: 'float-pill unread-pill', hidden: true },
    element('button', { click: () => options.toUnread() }, unreadWords),
    element(
      'button',
      { 'aria-label': 'Mark as read', title: 'Mark as read', click: () => options.forgetUnread() },
      icon('close'),
    ),
  )
  const count = element('span', { class: 'badge', hidden: true })
  const newest = element(
    'button',
    { class: 'to-newest', 'aria-label': 'To the newest message', hidden: true, click: () => options.toNewest() },
    count,
    icon('down'),
  )
  return {
    root: element('div', { class: 'float-bar' }, element('div', { class: 'day-holder' }, day, date), unread),
    newest,
    pickDate,
    update({ topAt, atBottom, below, unread: above }) {
      day.classList.toggle('seen', !atBottom && topAt !== undefined)
      if (topAt !== undefined) {
        say(words, dayName(topAt))
        if (document.activeElement !== date) date.value = dateValue(topAt)
      }
      show(unread, above > 0)
      say(unreadWords, `${countOf(above, 'unread message')} ↑`)
      show(newest, !atBottom)
      show(count, below > 0)
      say(count, capped(below))
      newest.setAttribute('aria-label', below > 0 ? `To the newest message, ${below} below` : 'To the newest message')
    },
  }
}
