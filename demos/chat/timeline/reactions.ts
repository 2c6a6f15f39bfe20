/** Reactions below a message: a click adds mine or takes it back; who it was comes when one looks closer. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Talk } from '../desk.ts'
import { pickEmoji } from '../../shell/overlay/emoji-picker.ts'
import { refused } from '../../shell/refused.ts'
import { listOf } from '../../shell/words.ts'

export const react = (line: ChatLine, sign: string, talk: Talk): void => {
  const on = line.mine?.includes(sign) !== true
  talk.channel.react(line.n, sign, on).catch(refused('This reaction was not taken'))
}

export const drawReactions = (line: ChatLine, talk: Talk): HTMLElement | undefined => {
  const given = Object.entries(line.reactions ?? {}).filter(([, count]) => count > 0)
  if (given.length === 0) return undefined
  const add = element('button', { class: 'reaction add', 'aria-label': 'Add a reaction', title: 'Add a reaction' })
  add.append(icon('smile'))
  add.addEventListener('click', () => pickEmoji(add, (sign) => react(line, sign, talk)))
  const chips = given.map(([sign, count]) => chip(line, sign, count, talk))
  const root = element('div', { class: 'reactions', role: 'group', 'aria-label': 'Reactions' }, ...chips, add)
  let told = false
  const tell = (): void => {
    if (told) return
    told = true
    void tellWho(line, chips, talk)
  }
  root.addEventListener('pointerenter', tell)
  root.addEventListener('focusin', tell)
  return root
}

const chip = (line: ChatLine, sign: string, count: number, talk: Talk): HTMLElement => {
  const mine = line.mine?.includes(sign) === true
  return element(
    'button',
    {
      class: 'reaction',
      'data-sign': sign,
      'aria-pressed': String(mine),
      'aria-label': `${sign} ${count}${mine ? ', yours among them' : ''}`,
      click: () => react(line, sign, talk),
    },
    element('span', { class: 'reaction-sign' }, sign),
    element('span', { class: 'reaction-count' }, String(count)),
  )
}

const tellWho = async (line: ChatLine, chips: readonly HTMLElement[], talk: Talk): Promise<void> => {
  try {
    const all = await talk.channel.query('reactions', { n: line.n })
    for (const chip_ of chips) {
      const names = all.filter((one) => one.emoji === chip_.dataset['sign']).map((one) => one.name)
      if (names.length > 0) chip_.title = listOf(names, 6)
    }
  } catch {
    // The counts are there; who it was can be asked again with the next drawing.
  }
}
