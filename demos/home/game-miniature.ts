/** The arena's card: a match that runs right now, drawn small. */
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'
import { Autopilot } from '../game/control/autopilot.ts'
import { Intent } from '../game/control/intent.ts'
import type { Happenings } from '../game/facts.ts'
import { Match } from '../game/match.ts'
import { Picture } from '../game/picture.ts'
import { Stage } from '../game/view/stage.ts'

/** Everybody who looks at the home page is in this one, on autopilot: nobody's match is disturbed. */
const ROOM = 'showcase'
const VIEW_M = 56

const SILENT: Happenings = {
  eliminated: () => undefined,
  result: () => undefined,
  phase: () => undefined,
  hit: () => undefined,
  hurt: () => undefined,
}

export const gameMiniature = (holder: HTMLElement, client: PageClient): void => {
  const canvas = element('canvas')
  holder.replaceChildren(canvas)
  const stage = new Stage(canvas, VIEW_M)
  const intent = new Intent()
  const autopilot = new Autopilot(intent)
  let picture = new Picture()
  let match: Match | undefined
  const enter = (): void => {
    // No match, no picture: the card keeps its words and its button.
    client.join('game', ROOM).then(
      (room) => {
        match = new Match(client, room, stage, SILENT)
        picture = match.picture
        room.onLeft(() => (match = undefined))
      },
      () => undefined,
    )
  }
  enter()
  // Who does not look takes no seat.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) match?.room.leave()
    else if (match === undefined) enter()
  })
  const frame = (nowMs: number): void => {
    requestAnimationFrame(frame)
    if (canvas.clientWidth === 0) return
    if (match !== undefined) {
      autopilot.drive(match, nowMs)
      match.frame(intent.buttons, intent.dir, intent.yaw, nowMs)
    }
    stage.draw(picture, nowMs)
  }
  requestAnimationFrame(frame)
}
