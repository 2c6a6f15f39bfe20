/** Pickups and flying shells. */
import type { Camera } from './camera.ts'
import type { Palette } from './palette.ts'
import type { ItemKind, Scene } from './scene.ts'
import type { Surface } from './surface.ts'
import { makeSurface, stamp } from './surface.ts'

export class Items {
  readonly #sprites: Readonly<Record<ItemKind, Surface>>
  readonly #palette: Palette
  readonly #size: number

  constructor(palette: Palette, radiusPx: number, pixelRatio: number) {
    this.#palette = palette
    this.#size = Math.max(4, radiusPx)
    this.#sprites = {
      health: sprite('health', palette, radiusPx, pixelRatio),
      ammo: sprite('ammo', palette, radiusPx, pixelRatio),
      armour: sprite('armour', palette, radiusPx, pixelRatio),
    }
  }

  draw(context: CanvasRenderingContext2D, camera: Camera, scene: Scene, nowMs: number, still: boolean): void {
    for (const item of scene.items) {
      if (!item.visible || !camera.sees(item.x, item.y, 2)) continue
      const breath = still ? 1 : 1 + 0.05 * Math.sin(nowMs / 260 + item.x)
      stamp(context, this.#sprites[item.kind], camera.toX(item.x), camera.toY(item.y), breath)
    }
    for (const shell of scene.shells) {
      if (!shell.visible || !camera.sees(shell.x, shell.y, 1)) continue
      context.beginPath()
      context.arc(camera.toX(shell.x), camera.toY(shell.y), this.#size * 0.36, 0, Math.PI * 2)
      context.fillStyle = shell.mine ? this.#palette.accent : this.#palette.warn
      context.fill()
      context.lineWidth = 2
      context.strokeStyle = this.#palette.ink
      context.stroke()
    }
  }
}

const sprite = (kind: ItemKind, palette: Palette, radius: number, ratio: number): Surface => {
  const side = Math.max(6, radius * 1.5)
  const size = side + 10
  const surface = makeSurface(size, size, ratio)
  const { context } = surface
  const color = { health: palette.calm, armour: palette.sky, ammo: palette.warn }[kind]
  context.shadowColor = palette.actorShadow
  context.shadowBlur = 4 * ratio
  context.shadowOffsetY = 2 * ratio
  context.beginPath()
  context.roundRect(5, 5, side, side, side * 0.28)
  context.fillStyle = palette.card
  context.fill()
  context.shadowColor = 'transparent'
  context.lineWidth = 1.5
  context.strokeStyle = color
  context.stroke()
  context.translate(size / 2, size / 2)
  context.fillStyle = color
  context.strokeStyle = color
  glyph(context, kind, side * 0.28)
  return surface
}

/** `u`: half the glyph's size. */
const glyph = (context: CanvasRenderingContext2D, kind: ItemKind, u: number): void => {
  if (kind === 'health') {
    context.fillRect(-u * 0.32, -u, u * 0.64, u * 2)
    context.fillRect(-u, -u * 0.32, u * 2, u * 0.64)
  } else if (kind === 'armour') {
    context.beginPath()
    context.moveTo(0, -u)
    context.lineTo(u * 0.9, -u * 0.6)
    context.quadraticCurveTo(u * 0.9, u * 0.6, 0, u)
    context.quadraticCurveTo(-u * 0.9, u * 0.6, -u * 0.9, -u * 0.6)
    context.fill()
  } else {
    for (const at of [-0.7, 0, 0.7]) {
      context.beginPath()
      context.roundRect(u * at - u * 0.2, -u, u * 0.4, u * 2, [u * 0.2, u * 0.2, 0, 0])
      context.fill()
    }
  }
}
