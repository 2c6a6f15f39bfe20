/** Hours per weekday, to be changed: stretches of each day, and the same for all days with one button. */
import { element } from '../../../shell/dom.ts'
import { icon } from '../../../shell/icons.ts'
import type { OpenHours } from '../../../../shared/delivery/types.ts'
import { DAYS, hoursOf, spansOf } from './week.ts'
import type { Span } from './week.ts'

/** Lunch, evening, and one more. */
const SPANS_MAX = 3
const USUAL: Span = { from: '11:00', to: '22:00' }

export const makeHours = (changed: () => void) => {
  let week: Span[][] = DAYS.map(() => [])
  const root = element('div', { class: 'settings-week', role: 'group', 'aria-label': 'Hours' })
  const set = (day: number, spans: Span[]): void => {
    week[day] = spans
    changed()
    draw()
  }
  const clock = (day: number, at: number, part: keyof Span): HTMLElement => {
    const label = `${DAYS[day]!} ${part === 'from' ? 'from' : 'to'}${at === 0 ? '' : ` (${at + 1})`}`
    const input = element('input', {
      class: 'field settings-time',
      type: 'time',
      required: true,
      value: week[day]![at]![part],
      'aria-label': label,
    })
    input.addEventListener('input', () => {
      week[day] = week[day]!.map((span, i) => (i === at ? { ...span, [part]: input.value } : span))
      changed()
    })
    return input
  }
  const dayRow = (day: number): HTMLElement => {
    const spans = week[day]!
    const name = DAYS[day]!
    const add = (): void => set(day, [...spans, spans.length === 0 ? USUAL : { from: '18:00', to: '23:00' }])
    return element(
      'div',
      { class: 'settings-day' },
      element('span', {}, name),
      element(
        'div',
        { class: 'settings-spans' },
        ...(spans.length === 0 ? [element('span', { class: 'quiet' }, 'closed')] : []),
        ...spans.map((_, at) =>
          element(
            'span',
            { class: 'settings-span' },
            clock(day, at, 'from'),
            '–',
            clock(day, at, 'to'),
            element(
              'button',
              {
                class: 'icon-button',
                type: 'button',
                'aria-label': `Without ${name} ${at + 1}`,
                click: () =>
                  set(
                    day,
                    spans.filter((_span, i) => i !== at),
                  ),
              },
              icon('close'),
            ),
          ),
        ),
      ),
      element(
        'button',
        {
          class: 'icon-button',
          type: 'button',
          'aria-label': `Hours on ${name}`,
          disabled: spans.length >= SPANS_MAX,
          click: add,
        },
        icon('plus'),
      ),
    )
  }
  const draw = (): void => {
    root.replaceChildren(
      ...DAYS.map((_, day) => dayRow(day)),
      element(
        'button',
        {
          class: 'button small',
          type: 'button',
          click: () => {
            week = DAYS.map(() => [...week[0]!])
            changed()
            draw()
          },
        },
        'Every day as on Monday',
      ),
    )
  }
  return {
    root,
    show(hours: readonly OpenHours[]) {
      week = spansOf(hours)
      draw()
    },
    /** @throws Error in words for the form */
    get: (): OpenHours[] => hoursOf(week),
  }
}
