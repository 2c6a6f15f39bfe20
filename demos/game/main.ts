/** The arena's page: shell, connection, match, picture and controls, put together. */
import './game.css'
import './hud/hud.css'
import './hud/tables.css'
import './control/touch.css'
import './hud/phone.css'
import { TuttiError } from '@tutti/client'
import { ERRORS } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { PageClient } from '../shell/client.ts'
import { openClient } from '../shell/client.ts'
import { byId } from '../shell/dom.ts'
import { loading, toast } from '../shell/notice.ts'
import { mountShell } from '../shell/shell.ts'
import { Autopilot } from './control/autopilot.ts'
import { Intent } from './control/intent.ts'
import { listenKeyboard } from './control/keyboard.ts'
import { addTouch } from './control/touch.ts'
import type { Happenings } from './facts.ts'
import { makeHud } from './hud/hud.ts'
import { inviteButton, makeStart } from './hud/start.ts'
import { Match } from './match.ts'
import { addGameSection } from './network.ts'
import { Overlay } from './overlay.ts'
import { Picture } from './picture.ts'
import { askedRoom, isOpenRoom, newRoom, openRoom } from './rooms.ts'
import { addTalk } from './talk.ts'
import { Minimap } from './view/minimap.ts'
import { Stage } from './view/stage.ts'

/** Metres along the longer side of the view. */
const VIEW_M = 54
/** Pixels a metre: names and bars must be readable on a telephone. */
const LEAST_SCALE = 18
/** Of the way from the middle of the view to the pointer. */
const LEAN = 0.3
/** In the address of a page that was opened by pressing Play in another arena. */
const PLAY_AT_ONCE = '#play'

const shell = mountShell({ kind: 'Arena' })
const canvas = byId('arena')
if (!(canvas instanceof HTMLCanvasElement)) throw new Error('#arena is not a canvas')
const stage = new Stage(canvas, VIEW_M, LEAST_SCALE)
const hudRoot = byId('hud')
const hud = makeHud(hudRoot)
const minimap = new Minimap(hud.minimap)
const intent = new Intent()
const autopilot = new Autopilot(intent)
const room = askedRoom() ?? (await loading(openRoom()))
// So that a reload comes back here, and the address can be shared.
const here = new URL(location.href)
here.searchParams.set('room', room)
const playsAtOnce = here.hash === PLAY_AT_ONCE
here.hash = ''
history.replaceState(null, '', here)
let match: Match | undefined
let playing = false

/** One life a match: who is out already would watch strangers for minutes. A fresh arena begins in seconds. */
const moveOn = (): void => {
  const there = new URL(location.href)
  there.searchParams.set('room', newRoom())
  there.hash = PLAY_AT_ONCE
  location.assign(there)
}

const start = makeStart(shell.identity, room, () => {
  if (match !== undefined && match.facts.standing !== 'alive' && isOpenRoom(room)) return moveOn()
  playing = true
  document.body.dataset['playing'] = 'true'
  intent.release()
  canvas.focus()
})
hudRoot.append(start.root)
if (playsAtOnce) start.play()
const keyboard = listenKeyboard(canvas, intent, () => playing)
addTouch(hudRoot, intent, (pixels) => (stage.camera.bottomInset = pixels))
const overlay = new Overlay(hudRoot, stage, keyboard.pointer)
addGameSection(shell, () => match)
const talk = addTalk(hudRoot, room, () => playing)
shell.middle.append(inviteButton(room, 'Invite'))

const happenings: Happenings = {
  eliminated: (victim, by, weapon) => hud.feed.add(victim, by, weapon),
  result: (_, winner, standings) => hud.result.set(winner, standings, match?.game.slot ?? -1),
  phase: () => undefined,
  hit: () => overlay.hit(),
  hurt: (damage, bySlot) => overlay.hurt(damage, match?.where(bySlot)),
}

const enter = async (client: PageClient): Promise<void> => {
  try {
    const joined = await client.join('game', room)
    match?.game.close()
    match = new Match(client, joined, stage, happenings)
    joined.onLeft((code) => {
      // The connection itself ended: the shell says why, and what comes next.
      if ('close' in ERRORS[code] || match?.room !== joined) return
      match = undefined
      toast({ text: `${leftWords(code)}.`, code, action: { label: 'Come back', run: () => void enter(client) } })
    })
    tellName(client)
  } catch (error) {
    const code = error instanceof TuttiError ? error.code : 'internal'
    const why = error instanceof Error ? error.message : 'something broke'
    toast({
      text: `This arena cannot be entered: ${why}.`,
      code,
      action: { label: 'Try again', run: () => void enter(client) },
    })
  }
}

const leftWords = (code: ErrorCode): string =>
  code === 'replaced_seat' ? 'You play on in another window' : `You are out of this arena: ${ERRORS[code].message}`

const tellName = (client: PageClient): void => {
  const { name } = shell.identity
  if (match !== undefined && client.user?.name !== name) match.room.send('rename', { name })
}
shell.identity.onChange(() => match?.room.send('rename', { name: shell.identity.name }))
openClient(shell, (client) => {
  void enter(client)
  talk.enter(client)
})

/** The view leans towards the pointer, so that one sees where one aims. */
const lean = (now: Match): void => {
  const { width, height, scale } = stage.camera
  const { x, y } = keyboard.pointer
  now.chase.lean(((x - width / 2) / scale) * LEAN, ((y - height / 2) / scale) * LEAN)
}

const empty = new Picture()
const frame = (nowMs: number): void => {
  const now = match
  const camera = stage.camera
  if (now !== undefined) {
    if (playing) {
      keyboard.aimFrom(camera.toX(now.game.own.x), camera.toY(now.game.own.y))
      if (keyboard.pointer.present) lean(now)
    } else autopilot.drive(now, nowMs)
    now.frame(intent.buttons, intent.dir, intent.yaw, nowMs)
  }
  const picture = now?.picture ?? empty
  stage.draw(picture, nowMs, (context) => {
    if (now !== undefined && playing) overlay.draw(context, now, intent.yaw, nowMs)
  })
  minimap.draw(picture, stage.palette, stage.pixelRatio, nowMs)
  canvas.classList.toggle('aiming', playing && now?.facts.standing === 'alive' && keyboard.pointer.present)
  if (now !== undefined && hud.update(now.facts, nowMs)) {
    document.body.dataset['standing'] = now.facts.standing
    hud.scoreboard.update(now.players.all, (slot) => now.players.color(slot))
  }
  requestAnimationFrame(frame)
}
requestAnimationFrame(frame)
