/** The same match as ours in Colyseus' own terms: 60 Hz rules, 20 Hz patches, three commands in an input, shots as messages. */
import { Room } from '@colyseus/core'
import { Arena, Empty, Player } from './state.mjs'

/** Messages by number, the shortest Colyseus has. */
const INPUT = 0
const SHOTS = 1
const SLOT = 2

const BUTTON = { MOVE: 1, FIRE: 2 }
const STEPS_PER_PATCH = 3
/** 1/32 m, as on our wire. */
const SIDE = { spread: 200 * 32, crowd: 40 * 32 }
const SPEED = 102 / 32
const RANGE = 60 * 32
const RADIUS = 0.45 * 32
const DAMAGE = 9
const COOLDOWN_STEPS = 8
/** Commands that may wait for a step, which runs them all, as ours does. */
const MOST_WAITING = 12

const angle = (dir) => (dir / 256) * 2 * Math.PI

class Body {
  constructor(slot, side) {
    this.slot = slot
    this.x = Math.random() * side
    this.y = Math.random() * side
    this.health = 100
    this.cooldown = 0
    this.commands = []
    this.shown = new Player()
  }
}

export class ArenaRoom extends Room {
  bodies = new Map()
  shots = []
  steps = 0

  onCreate({ layout, players }) {
    this.side = SIDE[layout] ?? SIDE.spread
    this.maxClients = players
    this.state = new Arena()
    this.setFixedTimestep(() => this.step(), 60)
    // Patches are sent from the step: with a second timer of their own a shot would wait for both.
    // After the timestep, or Colyseus starts a timer that takes time away from it.
    this.patchRate = null
    this.onMessageBytes(INPUT, (client, bytes) => this.input(client, bytes))
  }

  onJoin(client) {
    const used = new Set([...this.bodies.values()].map((body) => body.slot))
    let slot = 0
    while (used.has(slot)) slot++
    const body = new Body(slot, this.side)
    this.bodies.set(client.sessionId, body)
    this.state.players.set(String(slot), body.shown)
    client.sendBytes(SLOT, Uint8Array.of(slot))
  }

  onLeave(client) {
    const body = this.bodies.get(client.sessionId)
    this.bodies.delete(client.sessionId)
    if (body) this.state.players.delete(String(body.slot))
  }

  /** u8 seq of the first command, then for each: u8 buttons, u8 direction, u16 yaw. */
  input(client, bytes) {
    const body = this.bodies.get(client.sessionId)
    if (!body) return
    for (let at = 1, seq = bytes[0]; at + 4 <= bytes.length; at += 4, seq++) {
      if (body.commands.length >= MOST_WAITING) body.commands.shift()
      body.commands.push({
        seq: seq & 255,
        buttons: bytes[at],
        dir: bytes[at + 1],
        yaw: bytes[at + 2] | (bytes[at + 3] << 8),
      })
    }
  }

  step() {
    this.steps++
    for (const body of this.bodies.values()) {
      if (body.cooldown > 0) body.cooldown--
      for (const command of body.commands) this.command(body, command)
      body.commands.length = 0
    }
    if (this.steps % STEPS_PER_PATCH !== 0) return
    // State is written once a patch: what it was in between, nobody would see.
    for (const { shown, x, y, yaw, health } of this.bodies.values()) {
      shown.x = x
      shown.y = y
      shown.yaw = yaw >> 8
      shown.health = health
    }
    this.broadcastPatch()
    if (this.shots.length === 0) return
    // All shots of a patch in one message right behind it: the cheapest way Colyseus has to tell them.
    this.broadcast(SHOTS, Uint8Array.from(this.shots))
    this.shots = []
  }

  command(body, { seq, buttons, dir, yaw }) {
    body.yaw = yaw
    if (buttons & BUTTON.MOVE) {
      body.x = Math.max(0, Math.min(this.side, body.x + Math.cos(angle(dir)) * SPEED))
      body.y = Math.max(0, Math.min(this.side, body.y + Math.sin(angle(dir)) * SPEED))
    }
    if (!(buttons & BUTTON.FIRE) || body.cooldown > 0) return
    body.cooldown = COOLDOWN_STEPS
    this.shots.push(body.slot, seq)
    const [dx, dy] = [Math.cos(angle(yaw / 256)), Math.sin(angle(yaw / 256))]
    for (const other of this.bodies.values()) {
      const [px, py] = [other.x - body.x, other.y - body.y]
      const along = px * dx + py * dy
      if (other === body || along < 0 || along > RANGE || Math.abs(px * dy - py * dx) > RADIUS) continue
      other.health = other.health > DAMAGE ? other.health - DAMAGE : 100
    }
  }
}

/** For idle members: a room that shows next to nothing and has no clock. */
export class IdleRoom extends Room {
  onCreate() {
    this.maxClients = 1000
    this.patchRate = null
    this.state = new Empty()
  }
}
